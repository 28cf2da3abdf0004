"""Kinds of structure: mappings with declared fields, lists, tables of texts, and one of several shapes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from reliability.slo.spec.nodes import Entries, Items, Node, Scalar, words
from reliability.slo.spec.problems import Problems, did_you_mean
from reliability.slo.spec.scalars import ScalarKind
from reliability.slo.spec.values import INVALID, Placed, Section


class Kind(Protocol):
    """What may stand at a place of a file."""

    def read(self, node: Node, name: str, problems: Problems) -> Any:
        """Return the value; INVALID with problems noted. `name` is what messages call it."""

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema that accepts the same."""


@dataclass(frozen=True, slots=True)
class Field:
    """One name of a mapping."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    default: Any = None
    """For editors; the model's own defaults hold."""


@dataclass(frozen=True, slots=True)
class Form:
    """A mapping of fields and nothing else; `one_of` says that exactly one of them is written."""

    fields: tuple[Field, ...]
    meaning: str
    one_of: bool = False

    def read(self, node: Node, name: str, problems: Problems) -> Any:
        known = {each.name: each for each in self.fields}
        if not isinstance(node, Entries):
            problems.add(node.place, f"{name} cannot be {words(node)}. Write a mapping of {', '.join(known)}.")
            return INVALID
        name = _with_own_name(name, node)
        values = {}
        for key, entry in node.entries.items():
            if key not in known:
                remedy = did_you_mean(key, known) or f" It has {', '.join(known)}."
                problems.add(entry.place, f"{name} has no {key}.{remedy}")
                continue
            value = known[key].kind.read(entry.node, key, problems)
            if value is not INVALID:
                values[key] = Placed(value, entry.place)
        self._tell_missing(node, name, problems)
        complete = all(each.name in values for each in self.fields if each.required) and (
            bool(values) or not self.one_of
        )
        return Section(values, frozenset(node.entries) & known.keys(), node.place, complete)

    def _tell_missing(self, node: Entries, name: str, problems: Problems) -> None:
        names = [each.name for each in self.fields]
        written = [each for each in names if each in node.entries]
        if self.one_of and len(written) != 1 and not (node.entries.keys() - set(names)):
            problems.add(
                node.place, f"{name} has {' and '.join(written) or 'nothing'}. Write one of {', '.join(names)}."
            )
        for each in self.fields:
            if each.required and each.name not in node.entries:
                problems.add(node.place, f"{name} lacks {each.name}. Add it: {each.meaning}")

    def schema(self) -> dict[str, Any]:
        required = [each.name for each in self.fields if each.required]
        return {
            "type": "object",
            "description": self.meaning,
            "properties": {each.name: _field_schema(each) for each in self.fields},
            **({"required": required} if required else {}),
            **({"minProperties": 1, "maxProperties": 1} if self.one_of else {}),
            "additionalProperties": False,
        }


def _with_own_name(name: str, node: Entries) -> str:
    """`slos[availability]` says more than `slos`."""
    own = node.entries.get("name")
    return f"{name}[{own.node.text}]" if own and isinstance(own.node, Scalar) else name


def _field_schema(each: Field) -> dict[str, Any]:
    default = {} if each.default is None else {"default": each.default}
    return {**each.kind.schema(), "description": each.meaning, **default}


@dataclass(frozen=True, slots=True)
class Series:
    """A list, read as a tuple of Placed; `alone` says that one element may be written without the list."""

    item: Kind
    alone: bool = False
    empty: bool = False

    def read(self, node: Node, name: str, problems: Problems) -> Any:
        if self.alone and not isinstance(node, Items):
            node = Items((node,), node.place)
        if not isinstance(node, Items):
            problems.add(node.place, f"{name} cannot be {words(node)}. Write a list, such as [first, second].")
            return INVALID
        if not node.nodes and not self.empty:
            problems.add(node.place, f"{name} is empty. Write at least one, or leave {name} out.")
            return INVALID
        read = [(self.item.read(each, name, problems), each.place) for each in node.nodes]
        return tuple(Placed(value, place) for value, place in read if value is not INVALID)

    def schema(self) -> dict[str, Any]:
        many = {"type": "array", "items": self.item.schema(), **({} if self.empty else {"minItems": 1})}
        return {"anyOf": [self.item.schema(), many]} if self.alone else many


@dataclass(frozen=True, slots=True)
class Table:
    """Texts by names, read as sorted pairs."""

    key: ScalarKind
    value: ScalarKind
    reserved: Mapping[str, str] = field(default_factory=dict)
    """Names that may not be used, each with the remedy."""

    def read(self, node: Node, name: str, problems: Problems) -> Any:
        if not isinstance(node, Entries):
            problems.add(node.place, f"{name} cannot be {words(node)}. Write a mapping of names to texts.")
            return INVALID
        pairs = []
        for key, entry in node.entries.items():
            if key in self.reserved:
                problems.add(entry.place, f"{name} cannot have {key}: {self.reserved[key]}")
                continue
            checked = problems.attempt(entry.place, lambda key=key: self.key.make(key))  # type: ignore[misc]
            value = self.value.read(entry.node, f"{name}.{key}", problems)
            if checked is not None and value is not INVALID:
                pairs.append((key, value))
        return tuple(sorted(pairs))

    def schema(self) -> dict[str, Any]:
        names = {**self.key.schema(), **({"not": {"enum": sorted(self.reserved)}} if self.reserved else {})}
        return {"type": "object", "propertyNames": names, "additionalProperties": self.value.schema()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """One of several shapes, told apart by whether it is a value, a list or a mapping."""

    scalar: Kind | None = None
    items: Kind | None = None
    entries: Kind | None = None

    def read(self, node: Node, name: str, problems: Problems) -> Any:
        kind = {Scalar: self.scalar, Items: self.items, Entries: self.entries}[type(node)]
        kind = kind or self.scalar or self.items or self.entries
        return kind.read(node, name, problems) if kind else INVALID

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [kind.schema() for kind in (self.scalar, self.items, self.entries) if kind]}


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What another tool's form has and ours cannot say; `remedy` says what to do instead."""

    remedy: str

    def read(self, node: Node, name: str, problems: Problems) -> Any:
        problems.add(node.place, f"{name} is not supported: {self.remedy}")
        return INVALID

    def schema(self) -> dict[str, Any]:
        return {"not": {}}


@dataclass(frozen=True, slots=True)
class Anything:
    """What is nobody's business but another tool's; read as the node."""

    def read(self, node: Node, name: str, problems: Problems) -> Any:  # noqa: ARG002 - a Kind
        return node

    def schema(self) -> dict[str, Any]:
        return {}
