"""YAML to nodes with their lines.

Plain scalars are resolved by the core schema of YAML 1.2, section 10.3.2, not by PyYAML's 1.1: there `no` is a boolean
and `12:30` a number of seconds.
"""

import re
from pathlib import Path
from typing import Final

import yaml

from reliability.slo.spec.nodes import Entries, Entry, Items, Node, Place, Scalar, Syntax
from reliability.slo.spec.problems import Problems

PLAIN: Final = (
    (re.compile(r"null|Null|NULL|~|"), Syntax.NULL),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), Syntax.BOOLEAN),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), Syntax.NUMBER),
)
DEEPEST: Final = 30


def read_file(path: Path, problems: Problems) -> tuple[Node, ...]:
    """Return the documents of a file, without empty ones; none, with a problem noted, where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        problems.add(Place(path, 1), f"this file cannot be read: {error.strerror}. Name one that can.")
        return ()
    except UnicodeDecodeError:
        problems.add(Place(path, 1), "this file is not text in UTF-8. Save it as UTF-8.")
        return ()
    return read_text(text, path, problems)


def read_text(text: str, path: Path, problems: Problems) -> tuple[Node, ...]:
    """Return the documents of a text; `path` is what messages name."""
    try:
        roots = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.context, error.problem) if part)
        place = Place(path, mark.line + 1 if mark else 1)
        problems.add(place, f"this is not YAML: {what}. Correct the line, or put the value between quotes.")
        return ()
    except yaml.YAMLError as error:
        problems.add(Place(path, 1), f"this is not YAML: {' '.join(str(error).split())}. Correct it.")
        return ()
    translator = _Translator(path, problems)
    nodes = (translator.node(root, 0) for root in roots)
    return tuple(node for node in nodes if not (isinstance(node, Scalar) and node.syntax is Syntax.NULL))


class _Translator:
    """A node that is used several times, by an alias, is translated once."""

    def __init__(self, path: Path, problems: Problems) -> None:
        self._path = path
        self._problems = problems
        self._done: dict[int, tuple[yaml.Node, Node]] = {}
        self._begun: set[int] = set()

    def node(self, node: yaml.Node, depth: int) -> Node:
        if id(node) in self._done:
            return self._done[id(node)][1]
        place = self._place(node)
        if depth > DEEPEST or id(node) in self._begun:
            self._problems.add(place, f"this is nested deeper than {DEEPEST} levels, or in itself. Write it flatter.")
            return Scalar("", Syntax.NULL, place)
        self._begun.add(id(node))
        match node:
            case yaml.MappingNode():
                found: Node = self._entries(node, depth)
            case yaml.SequenceNode():
                found = Items(tuple(self.node(item, depth + 1) for item in node.value), place)
            case _:
                found = Scalar(str(node.value), _syntax(node), place)
        self._done[id(node)] = (node, found)
        return found

    def _entries(self, node: yaml.MappingNode, depth: int) -> Entries:
        entries: dict[str, Entry] = {}
        for key, value in node.value:
            name, place = str(key.value), self._place(key)
            if not isinstance(key, yaml.ScalarNode):
                self._problems.add(place, "a name is a text. Write `name: value`.")
            elif name in entries:
                first = entries[name].place.line
                self._problems.add(place, f"{name} is written a second time, after line {first}. Remove one of them.")
            else:
                entries[name] = Entry(self.node(value, depth + 1), place)
        return Entries(entries, self._place(node))

    def _place(self, node: yaml.Node) -> Place:
        return Place(self._path, node.start_mark.line + 1)


def _syntax(node: yaml.Node) -> Syntax:
    if getattr(node, "style", None) is not None:
        return Syntax.TEXT
    return plain_syntax(str(node.value))


def plain_syntax(text: str) -> Syntax:
    """Return what a text is without quotes."""
    return next((syntax for pattern, syntax in PLAIN if pattern.fullmatch(text)), Syntax.TEXT)
