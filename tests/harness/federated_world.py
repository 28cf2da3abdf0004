"""One set of data behind many subgraphs: types, who owns which field, and a value for every field of every object.

Values are not stored. Each is computed from the world's seed and the object's identity, so that a subgraph, another
subgraph and the reference say the same without having spoken, and a world is small however large its graph is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLError, InlineFragmentNode, SelectionSetNode, parse, value_from_ast_untyped

LEAVES = ("Int", "String", "Float", "Boolean", "ID", "Mood")
MOODS = ("CALM", "LOUD", "ODD")
INPUTS = "enum Mood { CALM LOUD ODD }\ninput Options { times: Int = 3, tags: [String!], mood: Mood, inner: Options }\n"
ARGUMENTS = {"": "", "pick": "(pick: Int! = 1)", "options": "(options: Options, mood: Mood = ODD)"}
KEY_FIELDS = {"id": "ID!", "code": "String!", "house": "Int!", "door": "Int!", "spot": "Spot!", "mate": "{}!"}
"""Fields of keys with their types; `mate` is of the entity's own type."""
SIZE = 4
"""How many entities of each type there are."""


@dataclass
class Field:
    """A field as clients see it. `computed` is the field set that its value is made of; `failing` says that it fails
    for some objects; `members` are the object types that an abstract field really gives.
    """

    name: str
    type: str
    arguments: str = ""
    computed: str | None = None
    failing: bool = False
    never_null: bool = False
    members: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        return self.type.strip("[]!")


@dataclass
class Type:
    """An entity, value type, interface or union; the last two have `members`."""

    name: str
    kind: str
    fields: dict[str, Field] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Node:
    """An object: its type, and what tells it from others of the type."""

    type: str
    identity: str


class FieldFailsError(GraphQLError):
    """A field that fails, for everybody who asks."""


@dataclass
class World:
    """All types by name (`Query` among them) and the seed of the values."""

    seed: int
    types: dict[str, Type]

    def members(self, type_name: str) -> tuple[str, ...]:
        return self.types[type_name].members or (type_name,)

    def entities(self, type_name: str) -> Iterator[Node]:
        for member in self.members(type_name):
            for index in range(SIZE):
                yield Node(member, str(index))

    def value(self, node: Node, name: str, arguments: Mapping[str, Any]) -> Any:
        """The field of the object, nodes where it is composite; raises FieldFailsError."""
        definition = self.types[node.type].fields[name]
        if name in KEY_FIELDS and self.types[node.type].keys:
            return _key_value(node, name)
        if node.type == "Spot":
            return int(node.identity) if name == "x" else -int(node.identity)
        if definition.computed is not None:
            return computed_text(name, self.tree(node, field_set(definition.computed)))
        place = f"{node.type}/{node.identity}/{name}{canonical(arguments) if arguments else ''}"
        if definition.failing and self.number(place, "fails") % 5 == 0:
            raise FieldFailsError(f"{name} fails")
        return self._typed(definition, definition.type, place)

    def _typed(self, definition: Field, type_: str, place: str) -> Any:
        if type_.endswith("!"):
            return self._present(definition, type_[:-1], place)
        if not definition.never_null and self.number(place, "null") % 6 == 0:
            return None
        return self._present(definition, type_, place)

    def _present(self, definition: Field, type_: str, place: str) -> Any:
        if type_.startswith("["):
            length = (2, 1, 3, 0)[self.number(place, "length") % 4]
            return [self._typed(definition, type_[1:-1], f"{place}.{index}") for index in range(length)]
        if type_ in LEAVES:
            return self._leaf(type_, place)
        members = definition.members or self.members(type_)
        member = members[self.number(place, "type") % len(members)]
        if self.types[member].keys:
            return Node(member, str(self.number(place, "entity") % SIZE))
        return Node(member, place)

    def _leaf(self, type_: str, place: str) -> Any:
        number = self.number(place, "leaf")
        match type_:
            case "Int":
                return number % 100
            case "Float":
                return number % 100 + 0.5
            case "Boolean":
                return number % 2 == 0
            case "Mood":
                return MOODS[number % 3]
            case _:
                return f"{place}#{number % 100}"

    def number(self, place: str, question: str) -> int:
        text = f"{self.seed}|{place}|{question}".encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=4).digest())

    def tree(self, node: Node, selections: SelectionSetNode) -> dict[str, Any]:
        """What a field set selects of an object, as JSON without type names."""
        found: dict[str, Any] = {}
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                value = self.value(node, selection.name.value, self.arguments(node.type, selection))
                found[selection.name.value] = self._subtree(value, selection.selection_set)
            elif isinstance(selection, InlineFragmentNode) and self.applies(selection, node.type):
                found |= self.tree(node, selection.selection_set)
        return found

    def _subtree(self, value: Any, selections: SelectionSetNode | None) -> Any:
        if isinstance(value, list):
            return [self._subtree(item, selections) for item in value]
        return self.tree(value, selections) if isinstance(value, Node) and selections else value

    def applies(self, fragment: InlineFragmentNode, type_name: str) -> bool:
        """Whether the fragment is about objects of the type."""
        return fragment.type_condition is None or type_name in self.members(fragment.type_condition.name.value)

    def arguments(self, type_name: str, node: FieldNode) -> dict[str, Any]:
        """The arguments as a resolver gets them, for fields of field sets (literals only, no input objects)."""
        given = {a.name.value: value_from_ast_untyped(a.value) for a in node.arguments or ()}
        declared = self.types[type_name].fields[node.name.value].arguments
        defaults: dict[str, dict[str, Any]] = {"pick": {"pick": 1}, "options": {"mood": "ODD"}, "": {}}
        return {**defaults[declared], **given}


def _key_value(node: Node, name: str) -> Any:
    index = int(node.identity)
    match name:
        case "id":
            return f"{node.type}-{index}"
        case "code":
            return f"code {index}"
        case "house":
            return index // 2
        case "door":
            return index % 2
        case "mate":
            return Node(node.type, str((index + 1) % SIZE))
        case _:
            return Node("Spot", node.identity)


def computed_text(name: str, tree: Mapping[str, Any]) -> str:
    """The value of a computed field, from all that it requires."""
    return f"{name} of {canonical(tree)}"


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


_FIELD_SETS: dict[str, SelectionSetNode] = {}


def field_set(text: str) -> SelectionSetNode:
    """A parsed field set."""
    if text not in _FIELD_SETS:
        _FIELD_SETS[text] = parse(f"{{{text}}}", no_location=True).definitions[0].selection_set  # type: ignore[attr-defined]
    return _FIELD_SETS[text]


def print_type(type_: Type, fields: Sequence[str], *, head: str = "", implements: Sequence[str] = ()) -> str:
    """A definition in SDL; `fields` are printed already."""
    if type_.kind == "union":
        return f"union {type_.name} = {' | '.join(fields)}"
    keyword = "interface" if type_.kind == "interface" else "type"
    interfaces = f" implements {' & '.join(implements)}" if implements else ""
    body = "\n  ".join(fields)
    return f"{keyword} {type_.name}{interfaces}{head} {{\n  {body}\n}}"
