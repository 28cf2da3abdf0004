"""What people wrote, each part with the place where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """Lines count from 1."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Syntax(Enum):
    """How a scalar was written, by the core schema of YAML 1.2."""

    TEXT = "a text"
    NUMBER = "a number"
    BOOLEAN = "true or false"
    NULL = "nothing"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value, as its text: numbers stay exact."""

    text: str
    syntax: Syntax
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    nodes: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value; `place` is the key's."""

    node: "Node"
    place: Place


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping."""

    entries: Mapping[str, Entry]
    place: Place


Node = Scalar | Items | Entries


def words(node: Node) -> str:
    """Return what the node is, for a message."""
    match node:
        case Scalar():
            return node.syntax.value if node.syntax is Syntax.NULL else repr(node.text)
        case Items():
            return "a list"
        case Entries():
            return "a mapping"


def scalar_of(node: Node, name: str) -> str:
    """Return the text of one value of a mapping; empty where there is none."""
    entry = node.entries.get(name) if isinstance(node, Entries) else None
    return entry.node.text if entry is not None and isinstance(entry.node, Scalar) else ""
