"""From nodes to the options' dataclasses, strictly, noting every problem instead of stopping at the first."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from marketplace.gateway.configuration import scalars
from marketplace.gateway.configuration.kinds import (
    Choice,
    File,
    Flag,
    Kind,
    Number,
    Option,
    Optional,
    Section,
    Series,
    Table,
    Text,
)
from marketplace.gateway.configuration.nodes import Entries, Items, Node, Place, Scalar, Source, Syntax
from marketplace.gateway.configuration.problems import Problems
from marketplace.gateway.configuration.read_yaml import read_yaml

INVALID: Final = object()
"""Stands for a value that could not be read; its problem is noted."""
FILE_KEY: Final = "file"
WORDS: Final[dict[type[Any], str]] = {Items: "a list", Entries: "a mapping", Scalar: "one value"}


class Reader:
    """Fills in what is not given from `base`, where there is one, or else from the defaults.

    `origins` tells of each option that was given where, by its path; `files` are those that were read for values.
    """

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self.origins: dict[str, Place] = {}
        self.files: set[Path] = set()

    def read(self, kind: Kind, node: Node, path: str, base: Any = None) -> Any:
        """The value, or INVALID."""
        if isinstance(node, Scalar) and node.syntax is Syntax.ANY and isinstance(kind, Section | Series | Table):
            node = self._structured(kind, node)
        match kind:
            case Optional():
                if isinstance(node, Scalar) and _means_nothing(node):
                    self.origins[path] = node.place
                    return None
                return self.read(kind.kind, node, path, base)
            case Section():
                return self._section(kind, node, path, base)
            case Table():
                return self._table(kind, node, path, base)
            case Series():
                return self._series(kind, node, path)
            case _:
                return self._scalar(kind, node, path)

    def _section(self, kind: Section, node: Node, path: str, base: Any) -> Any:
        if isinstance(node, Scalar) and node.syntax is Syntax.NULL:
            node = Entries({}, node.place)
        if not isinstance(node, Entries):
            return self._wrong(
                node, path, f"a section is a mapping, not {WORDS[type(node)]}. Write its options below it"
            )
        options = {option.name: option for option in kind.options}
        for name, entry in node.entries.items():
            if name not in options:
                near = scalars.did_you_mean(name, options)
                remedy = near or (f" It has {', '.join(options)}." if options else "")
                self._problems.add(entry.place, _join(path, name), f"there is no such option.{remedy}")
        values = {name: self._option(option, node, path, base) for name, option in options.items()}
        if any(value is INVALID for value in values.values()):
            return INVALID
        try:
            return kind.of(**values)
        except ValueError as error:
            return self._wrong(node, path, str(error))

    def _option(self, option: Option, node: Entries, path: str, base: Any) -> Any:
        below = getattr(base, option.name) if base is not None else None
        entry = node.entries.get(option.name)
        if entry is not None:
            default = below if base is not None or option.default is None else option.default()
            return self.read(option.kind, entry.node, _join(path, option.name), default)
        if base is not None:
            return below
        if option.default is None:
            message = f"the option {option.name} is missing. {option.meaning or 'It has no default'}"
            return self._wrong(node, path, message)
        return option.default()

    def _table(self, kind: Table, node: Node, path: str, base: Any) -> Any:
        if isinstance(node, Scalar) and node.syntax is Syntax.NULL:
            node = Entries({}, node.place)
        if not isinstance(node, Entries):
            return self._wrong(node, path, f"this is {WORDS[type(node)]}. Write `name: value` for each entry")
        known = base if isinstance(base, Mapping) else {}
        read = {**known}
        for name, entry in node.entries.items():
            key = self._scalar(kind.key, Scalar(name, Syntax.ANY, entry.place), path)
            read[key] = self.read(kind.value, entry.node, _join(path, name), known.get(key))
        return INVALID if INVALID in read or any(value is INVALID for value in read.values()) else read

    def _series(self, kind: Series, node: Node, path: str) -> Any:
        if not isinstance(node, Items):
            return self._wrong(node, path, f"this is {WORDS[type(node)]}, not a list. Write [first, second]")
        self.origins[path] = node.place
        values = [self.read(kind.item, item, f"{path}[{index}]") for index, item in enumerate(node.nodes)]
        return INVALID if any(value is INVALID for value in values) else kind.make(values)

    def _scalar(self, kind: Kind, node: Node, path: str) -> Any:
        if isinstance(kind, Text) and isinstance(node, Entries) and set(node.entries) == {FILE_KEY}:
            return self._text_of_file(node.entries[FILE_KEY].node, path)
        if not isinstance(node, Scalar):
            return self._wrong(node, path, f"this is {WORDS[type(node)]}. Write one value")
        self.origins[path] = node.place
        try:
            return self._value(kind, node, path)
        except ValueError as error:
            return self._wrong(node, path, str(error))

    def _value(self, kind: Kind, node: Scalar, path: str) -> Any:
        match kind:
            case Number():
                return scalars.read_number(kind, node)
            case Flag():
                return scalars.read_flag(node)
            case Choice():
                return scalars.read_choice(kind, node)
            case File():
                return node.place.source.folder / Path(scalars.read_text(node)).expanduser()
            case _:
                return self._text(kind, node, path)

    def _text(self, kind: Kind, node: Scalar, path: str) -> Any:
        if not (isinstance(kind, Text) and kind.secret) or node.secret_allowed or not node.text:
            return scalars.read_text(node)
        return self._wrong(
            node,
            path,
            "a secret may not stand in the file. Write ${NAME} and set the environment variable NAME, or {file: PATH}",
        )

    def _text_of_file(self, node: Node, path: str) -> Any:
        """What stands in another file, without the white space around it."""
        file = self._scalar(File(), node, path)
        if file is INVALID:
            return INVALID
        self.files.add(file)
        try:
            text = file.read_text(encoding="utf-8").strip()
        except OSError as error:
            return self._wrong(node, path, f"{file} cannot be read: {error.strerror}. Name a file that can")
        except UnicodeDecodeError:
            return self._wrong(node, path, f"{file} is not text in UTF-8. Write it anew")
        return text or self._wrong(node, path, f"{file} is empty: it must hold the value")

    def _structured(self, kind: Kind, scalar: Scalar) -> Node:
        """A variable's list or mapping: in YAML's flow style, a list also with commas alone."""
        text = scalar.text.strip()
        if text[:1] in {"{", "["}:
            entries = read_yaml(f"value: {text}", Source(scalar.place.source.name), self._problems).entries
            return _placed(entries["value"].node, scalar.place) if "value" in entries else scalar
        if isinstance(kind, Series):
            parts = (part.strip() for part in text.split(","))
            return Items([replace(scalar, text=part) for part in parts if part], scalar.place)
        return scalar

    def _wrong(self, node: Node, path: str, message: str) -> Any:
        self._problems.add(node.place, path, message if message.endswith((".", "?")) else f"{message}.")
        return INVALID


def _placed(node: Node, place: Place) -> Node:
    """The node as a variable's: it has no lines, and may hold secrets."""
    match node:
        case Scalar():
            syntax = Syntax.ANY if node.syntax is Syntax.TEXT else node.syntax
            return replace(node, place=place, syntax=syntax, secret_allowed=place.source.may_hold_secrets)
        case Items():
            return Items([_placed(item, place) for item in node.nodes], place)
        case Entries():
            entries = {
                key: replace(entry, place=place, node=_placed(entry.node, place)) for key, entry in node.entries.items()
            }
            return Entries(entries, place)


def _means_nothing(scalar: Scalar) -> bool:
    return scalar.syntax is Syntax.NULL or (scalar.syntax is Syntax.ANY and scalar.text.strip() in {"null", "~"})


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
