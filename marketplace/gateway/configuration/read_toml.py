"""TOML to nodes with their lines and columns."""

import re
import tomllib
from typing import Any

from marketplace.gateway.configuration.nodes import Entries, Entry, Items, Node, Place, Scalar, Source, Syntax
from marketplace.gateway.configuration.problems import Problems
from marketplace.gateway.configuration.toml_places import Position, TomlPath, toml_places

AT = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def read_toml(text: str, source: Source, problems: Problems) -> Entries:
    """The tables of the file; empty, with a problem noted, where they cannot be read."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = AT.search(str(error))
        line, column = (int(at["line"]), int(at["column"])) if at and at["line"] else (text.count("\n") + 1, 1)
        problems.add(Place(source, line, column), "", f"this is not TOML: {AT.sub('', str(error))}.")
        return Entries({}, Place(source, 1, 1))
    return _Translator(source, toml_places(text.replace("\r\n", "\n"))).entries(content, (), Place(source, 1, 1))


class _Translator:
    def __init__(self, source: Source, places: dict[TomlPath, Position]) -> None:
        self._source = source
        self._places = places

    def entries(self, content: dict[str, Any], path: TomlPath, place: Place) -> Entries:
        found = {}
        for name, value in content.items():
            there = self._place((*path, name), place)
            found[name] = Entry(there, self._node(value, (*path, name), there))
        return Entries(found, place)

    def _node(self, value: Any, path: TomlPath, place: Place) -> Node:
        match value:
            case dict():
                return self.entries(value, path, place)
            case list():
                items = ((item, (*path, index)) for index, item in enumerate(value))
                return Items([self._node(item, at, self._place(at, place)) for item, at in items], place)
            case bool():
                return Scalar(str(value).lower(), Syntax.BOOLEAN, place)
            case int():
                return Scalar(str(value), Syntax.INTEGER, place)
            case float():
                return Scalar(repr(value), Syntax.FLOAT, place)
            case _:
                return Scalar(str(value), Syntax.TEXT, place)

    def _place(self, path: TomlPath, around: Place) -> Place:
        position = self._places.get(path)
        return Place(self._source, position.line, position.column) if position else around
