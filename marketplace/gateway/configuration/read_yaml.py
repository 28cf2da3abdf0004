"""YAML to nodes with their lines and columns.

Plain scalars are resolved by the core schema of YAML 1.2, section 10.3.2, not by PyYAML's 1.1: there `no` is a
boolean, `12:30` a number of seconds and `1e3` a text.
"""

import re
from collections.abc import Iterator

import yaml

from marketplace.gateway.configuration.nodes import Entries, Entry, Items, Node, Place, Scalar, Source, Syntax
from marketplace.gateway.configuration.problems import Problems

PLAIN = (
    (re.compile(r"null|Null|NULL|~|"), Syntax.NULL),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), Syntax.BOOLEAN),
    (re.compile(r"[-+]?[0-9][0-9_]*|0o[0-7]+|0x[0-9a-fA-F]+"), Syntax.INTEGER),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), Syntax.FLOAT),
)
MERGE = "tag:yaml.org,2002:merge"
DEEPEST = 50


def read_yaml(text: str, source: Source, problems: Problems) -> Entries:
    """The mapping that the file is; empty, with a problem noted, where it is none."""
    start = Place(source, 1, 1)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(source, mark.line + 1, mark.column + 1) if mark else start
        what = ", ".join(part for part in (error.context, error.problem) if part)
        problems.add(place, "", f"this is not YAML: {what}. Correct the line, or put the value between quotes.")
        return Entries({}, start)
    except yaml.YAMLError as error:
        problems.add(start, "", f"this is not YAML: {' '.join(str(error).split())}.")
        return Entries({}, start)
    if root is None:
        return Entries({}, start)
    node = _Translator(source, problems).node(root, 0)
    if isinstance(node, Entries):
        return node
    problems.add(node.place, "", "a configuration is a mapping of options. Write `name: value` on each line.")
    return Entries({}, start)


class _Translator:
    """A node that is used several times, by an alias, is translated once."""

    def __init__(self, source: Source, problems: Problems) -> None:
        self._source = source
        self._problems = problems
        self._done: dict[int, Node] = {}

    def node(self, node: yaml.Node, depth: int) -> Node:
        if id(node) in self._done:
            return self._done[id(node)]
        place = self._place(node)
        if depth > DEEPEST:
            self._problems.add(place, "", f"this is nested deeper than {DEEPEST} levels, or within itself by an alias.")
            return Scalar("", Syntax.NULL, place)
        match node:
            case yaml.MappingNode():
                found: Node = self._entries(node, depth)
            case yaml.SequenceNode():
                found = Items([self.node(item, depth + 1) for item in node.value], place)
            case _:
                found = Scalar(str(node.value), _syntax(node), place)
        self._done[id(node)] = found
        return found

    def _entries(self, node: yaml.MappingNode, depth: int) -> Entries:
        merged: dict[str, Entry] = {}
        own: dict[str, Entry] = {}
        for key, value in node.value:
            if key.tag == MERGE:
                for part in _merged(value):
                    merged = {**self._entries(part, depth + 1).entries, **merged} if depth < DEEPEST else merged
                continue
            name, place = str(key.value), self._place(key)
            if not isinstance(key, yaml.ScalarNode):
                self._problems.add(place, "", "a name is a text. Write `name: value`.")
            elif name in own:
                self._problems.add(place, name, f"this is written a second time, after {own[name].place}. Remove one.")
            else:
                own[name] = Entry(place, self.node(value, depth + 1))
        return Entries({**merged, **own}, self._place(node))

    def _place(self, node: yaml.Node) -> Place:
        return Place(self._source, node.start_mark.line + 1, node.start_mark.column + 1)


def _merged(value: yaml.Node) -> Iterator[yaml.MappingNode]:
    """The mappings behind `<<`: one, or a list of them."""
    parts = value.value if isinstance(value, yaml.SequenceNode) else [value]
    return (part for part in parts if isinstance(part, yaml.MappingNode))


def _syntax(node: yaml.Node) -> Syntax:
    if getattr(node, "style", None) is not None:
        return Syntax.TEXT
    return next((syntax for pattern, syntax in PLAIN if pattern.fullmatch(str(node.value))), Syntax.TEXT)
