"""The kinds of value an option can have, derived from the type hints of the options' dataclasses.

Reading, writing, the JSON Schema and the documentation go by these; none of them knows a single option.
"""

import dataclasses
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from marketplace.gateway.config.units import Change, Range, Unit
from marketplace.gateway.configuration.docstrings import field_docstrings


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number or any number, within a range."""

    whole: bool
    range: Range
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Text:
    """Any text. A secret is never shown, nor read out of a file where it is written in full."""

    secret: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, by the text that files have for it."""

    values: Mapping[str, Any]

    def text_of(self, value: Any) -> str:
        return next(text for text, known in self.values.items() if known == value)


@dataclass(frozen=True, slots=True)
class File:
    """A path; a relative one starts from the file that it is written in."""


@dataclass(frozen=True, slots=True)
class Optional:
    """The kind's values, and none."""

    kind: "Kind"


@dataclass(frozen=True, slots=True)
class Series:
    """Several values; `make` builds the container."""

    item: "Kind"
    make: Callable[[Sequence[Any]], Any]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Values by names that whoever configures chooses."""

    key: "Kind"
    value: "Kind"


@dataclass(frozen=True, slots=True)
class Section:
    """The options of the dataclass `of`."""

    of: Any

    @property
    def options(self) -> tuple["Option", ...]:
        return _options(self.of)


Kind: TypeAlias = Number | Text | Flag | Choice | File | Optional | Series | Table | Section


@dataclass(frozen=True, slots=True)
class Option:
    """One field. `default` makes the value that holds where nothing is given, and is None where one must be."""

    name: str
    kind: Kind
    default: Callable[[], Any] | None
    meaning: str
    needs_restart: bool


@cache
def _options(section: Any) -> tuple[Option, ...]:
    """In the order of the source. Raises TypeError for a field whose type files cannot give."""
    hints = get_type_hints(section, include_extras=True)
    meanings = field_docstrings(section)
    return tuple(
        Option(
            name=field.name,
            kind=_kind_of_field(section, field, hints[field.name]),
            default=_default(field),
            meaning=meanings.get(field.name, ""),
            needs_restart=Change.NEEDS_RESTART in _metadata(hints[field.name]),
        )
        for field in dataclasses.fields(section)
        if field.init
    )


def section_of(kind: Kind) -> Section | None:
    """The section that a value of this kind is, where it is one."""
    if isinstance(kind, Optional):
        return section_of(kind.kind)
    return kind if isinstance(kind, Section) else None


def _kind_of_field(section: type[Any], field: "dataclasses.Field[Any]", hint: Any) -> Kind:
    try:
        return kind_of(hint, secret=not field.repr)
    except TypeError as error:
        raise TypeError(f"{section.__name__}.{field.name}: {error}") from error


def kind_of(hint: Any, *, secret: bool = False, metadata: tuple[Any, ...] = ()) -> Kind:  # noqa: PLR0911 - one for each kind
    """Of a type hint. Raises TypeError for one that files cannot give."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return kind_of(arguments[0], secret=secret, metadata=(*metadata, *arguments[1:]))
    if origin in {Union, types.UnionType}:
        return _optional(arguments, secret=secret, metadata=metadata)
    if origin is Literal:
        return Choice({str(value): value for value in arguments})
    if origin in {tuple, frozenset, list, Sequence}:
        return _series(origin, arguments, secret=secret, metadata=metadata)
    if origin in {Mapping, dict}:
        return Table(kind_of(arguments[0]), kind_of(arguments[1], secret=secret, metadata=metadata))
    if not isinstance(hint, type):
        raise TypeError(f"{hint} cannot be read from files.")
    if dataclasses.is_dataclass(hint):
        return Section(hint)
    if issubclass(hint, Enum):
        return Choice({str(member.value): member for member in hint})
    return _plain(hint, secret=secret, metadata=metadata)


def _plain(hint: type, *, secret: bool, metadata: tuple[Any, ...]) -> Kind:
    if hint is bool:
        return Flag()
    if hint in {int, float}:
        bounds = next((part for part in metadata if isinstance(part, Range)), Range())
        return Number(hint is int, bounds, next((part for part in metadata if isinstance(part, Unit)), None))
    if hint is str:
        return Text(secret)
    if hint is Path:
        return File()
    raise TypeError(f"{hint.__name__} cannot be read from files.")


def _optional(arguments: tuple[Any, ...], *, secret: bool, metadata: tuple[Any, ...]) -> Kind:
    kinds = [argument for argument in arguments if argument is not type(None)]
    if len(kinds) != 1 or len(arguments) == 1:
        raise TypeError("of several types a file cannot say which it gives.")
    return Optional(kind_of(kinds[0], secret=secret, metadata=metadata))


def _series(origin: Any, arguments: tuple[Any, ...], *, secret: bool, metadata: tuple[Any, ...]) -> Kind:
    if origin is tuple and (len(arguments) != 2 or arguments[1] is not Ellipsis):  # noqa: PLR2004 - tuple[X, ...]
        raise TypeError("a tuple of fixed length cannot be read from files.")
    item = kind_of(arguments[0], secret=secret, metadata=metadata)
    make: Callable[[Sequence[Any]], Any] = frozenset if origin is frozenset else list if origin is list else tuple
    return Series(item, make, ordered=origin is not frozenset)


def _metadata(hint: Any) -> tuple[Any, ...]:
    return tuple(get_args(hint)[1:]) if get_origin(hint) is Annotated else ()


def _default(field: "dataclasses.Field[Any]") -> Callable[[], Any] | None:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory
    if field.default is not dataclasses.MISSING:
        value = field.default
        return lambda: value
    return None
