"""Where each value of a TOML document stands: tomllib, which reads the values, does not tell.

A walk over the tokens of TOML 1.0 text that tomllib has accepted already, so that it need not judge.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

TOKEN = re.compile(
    r'(?P<text>"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*')"
    r"|(?P<blank>[ \t\r]+|\#[^\n]*)"
    r"|(?P<newline>\n)"
    r"|(?P<mark>[\[\]{},=.])"
    r"|(?P<bare>[^\s\[\]{},=.\#\"']+)",
    re.DOTALL,
)
TomlPath = tuple[str | int, ...]


class Position(NamedTuple):
    """Counted from 1."""

    line: int
    column: int


class _Token(NamedTuple):
    text: str
    offset: int


def toml_places(document: str) -> dict[TomlPath, Position]:
    """Of every key and list element, by its path from the root."""
    return _Walk(document).places


class _Walk:
    def __init__(self, document: str) -> None:
        self.places: dict[TomlPath, Position] = {}
        self._lines = [0, *(match.end() for match in re.finditer("\n", document))]
        self._tokens = list(_tokens(document))
        self._at = 0
        self._lists_of_tables: dict[TomlPath, int] = {}
        table: TomlPath = ()
        while self._at < len(self._tokens):
            if self._peek() == "\n":
                self._at += 1
            elif self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> TomlPath:
        """`[a.b]`, or `[[a.b]]`, which adds an element to a list."""
        opening = self._take()
        adds = self._peek() == "["
        self._at += adds
        path: TomlPath = ()
        for name in self._key():
            path = self._latest((*path, name.text))
            self.places.setdefault(path, self._position(opening))
        self._at += 2 if adds else 1
        if adds:
            named = path[:-1] if path and isinstance(path[-1], int) else path
            self._lists_of_tables[named] = self._lists_of_tables.get(named, -1) + 1
            path = (*named, self._lists_of_tables[named])
        self.places.setdefault(path, self._position(opening))
        return path

    def _latest(self, path: TomlPath) -> TomlPath:
        """A list of tables is continued by the names of its last element."""
        return (*path, self._lists_of_tables[path]) if path in self._lists_of_tables else path

    def _pair(self, table: TomlPath) -> None:
        path = table
        for name in self._key():
            path = (*path, name.text)
            self.places.setdefault(path, self._position(name))
        self._at += 1  # =
        self._value(path)

    def _key(self) -> list[_Token]:
        """The parts between dots."""
        parts = [self._name()]
        while self._peek() == ".":
            self._at += 1
            parts.append(self._name())
        return parts

    def _name(self) -> _Token:
        token = self._take()
        if token.text[0] in "\"'":
            return _Token(str(tomllib.loads(f"name = {token.text}")["name"]), token.offset)
        return token

    def _value(self, path: TomlPath) -> None:
        match self._peek():
            case "{":
                self._inline_table(path)
            case "[":
                self._list(path)
            case _:
                while self._at < len(self._tokens) and self._peek() not in {",", "]", "}", "\n"}:
                    self._at += 1

    def _inline_table(self, path: TomlPath) -> None:
        self._at += 1
        while self._peek() != "}":
            if self._peek() in {",", "\n"}:
                self._at += 1
            else:
                self._pair(path)
        self._at += 1

    def _list(self, path: TomlPath) -> None:
        self._at += 1
        count = 0
        while self._peek() != "]":
            if self._peek() in {",", "\n"}:
                self._at += 1
                continue
            self.places[*path, count] = self._position(self._tokens[self._at])
            self._value((*path, count))
            count += 1
        self._at += 1

    def _peek(self) -> str:
        return self._tokens[self._at].text

    def _take(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _position(self, token: _Token) -> Position:
        line = bisect_right(self._lines, token.offset)
        return Position(line, token.offset - self._lines[line - 1] + 1)


def _tokens(document: str) -> Iterator[_Token]:
    for match in TOKEN.finditer(document):
        if match.lastgroup != "blank":
            yield _Token(match[0], match.start())
