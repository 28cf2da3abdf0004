"""What people wrote, each part with the place where it stands: one shape for YAML, TOML, variables and flags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """A file, a variable or a flag."""

    name: str
    """As messages name it."""
    folder: Path = field(default_factory=Path)
    """Where relative paths start."""
    may_hold_secrets: bool = False
    """The environment may; a file, which is copied and committed, may not."""


@dataclass(frozen=True, slots=True)
class Place:
    """Lines and columns count from 1; a variable has none."""

    source: Source
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.source.name, self.line, self.column) if part is not None)


class Syntax(Enum):
    """How a scalar was written. ANY comes from a variable or flag, which have text only: the option decides."""

    TEXT = "text"
    INTEGER = "whole number"
    FLOAT = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `secret_allowed` says that a secret's text does not stand in the file itself."""

    text: str
    syntax: Syntax
    place: Place
    secret_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    nodes: Sequence["Node"]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value; `place` is the key's."""

    place: Place
    node: "Node"


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping."""

    entries: Mapping[str, Entry]
    place: Place


Node = Scalar | Items | Entries


def overlay(lower: Entries, upper: Entries) -> Entries:
    """`upper` goes before `lower`, option by option; a list is replaced whole."""
    entries = dict(lower.entries)
    for key, entry in upper.entries.items():
        below = entries.get(key)
        if below is not None and isinstance(below.node, Entries) and isinstance(entry.node, Entries):
            entries[key] = Entry(below.place, overlay(below.node, entry.node))
        else:
            entries[key] = entry
    return Entries(entries, lower.place)


def nested(path: Sequence[str], node: Node) -> Entries:
    """Entries within entries, down to the node."""
    for key in reversed(path):
        node = Entries({key: Entry(node.place, node)}, node.place)
    if not isinstance(node, Entries):
        raise TypeError("A path has at least one key.")
    return node
