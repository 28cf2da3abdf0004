"""A world for subgraphs that are written in SDL: values for every field, so that anyone's schemas can be asked.

Objects of types that have a key somewhere are entities; all that a key names tells them apart. Leaves of enums and
custom scalars have values of their own. What cannot be told from the SDL alone is refused with `NotUsableError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    get_argument_values,
    get_named_type,
)

from marketplace.gateway.supergraph.model import Supergraph
from tests.conformance.compare_with_apollo.lenient_server import LenientServer
from tests.harness.federated_subgraphs import Part, Subgraph
from tests.harness.federated_world import LEAVES, Field, Node, Type, World, computed_text, field_set

ROOTS = ("Mutation", "Subscription")


class NotUsableError(Exception):
    """The subgraphs say too little, or something that the servers here do not play."""


@dataclass
class WrittenWorld(World):
    """`schema` is the merged one, with what is hidden from clients. Values depend on the arguments that clients see:
    of the others each subgraph knows its own.
    """

    schema: GraphQLSchema = field(default_factory=lambda: GraphQLSchema(None))
    client_schema: GraphQLSchema = field(default_factory=lambda: GraphQLSchema(None))
    key_fields: dict[str, set[str]] = field(default_factory=dict)

    def value(self, node: Node, name: str, arguments: Mapping[str, Any]) -> Any:
        definition = self.types[node.type].fields[name]
        if name in self.key_fields.get(node.type, ()):
            return self._key(node, definition)
        if definition.computed is not None:
            text = computed_text(name, self.tree(node, field_set(definition.computed)))
            return self.computed(definition, text)
        seen = (self.find_field(self.client_schema, node.type, name) or self.field(node.type, name)).args
        return super().value(node, name, {each: value for each, value in arguments.items() if each in seen})

    def computed(self, definition: Field, text: str) -> Any:
        """The value of a computed field of any type."""
        return text if definition.named == "String" else self._typed(definition, definition.type, text)

    def arguments(self, type_name: str, node: FieldNode) -> dict[str, Any]:
        return get_argument_values(self.field(type_name, node.name.value), node)

    def field(self, type_name: str, name: str) -> GraphQLField:
        """As it is merged."""
        found = self.find_field(self.schema, type_name, name)
        if found is None:
            raise KeyError(f"{type_name}.{name}")
        return found

    @staticmethod
    def find_field(schema: GraphQLSchema, type_name: str, name: str) -> GraphQLField | None:
        """In the schema, where the roots are several types."""
        for each in (type_name, *ROOTS) if type_name == "Query" else (type_name,):
            found = schema.type_map.get(each)
            if isinstance(found, GraphQLObjectType | GraphQLInterfaceType) and name in found.fields:
                merged: GraphQLField = found.fields[name]
                return merged
        return None

    def _key(self, node: Node, definition: Field) -> Any:
        target = self.types.get(definition.named)
        if target is None:
            number = int(node.identity.split(".")[0])
            return number if definition.named in {"Int", "Float"} else f"{node.type}-{definition.name}-{number}"
        member = self.members(target.name)[0]
        return Node(member, node.identity if self.types[member].keys else f"{node.identity}.{node.type}")

    def _present(self, definition: Field, type_: str, place: str) -> Any:
        if type_.startswith("[") or type_ in LEAVES or type_ in self.types:
            return super()._present(definition, type_, place)
        named = self.schema.type_map[type_]
        if isinstance(named, GraphQLEnumType):
            names = definition.members or sorted(named.values)
            return names[self.number(place, "leaf") % len(names)]
        return f"{type_} {self.number(place, 'leaf') % 100}"


@dataclass
class WrittenSubgraph(Subgraph):
    """A subgraph with the SDL that it publishes."""

    text: str = ""

    def sdl(self, world: World) -> str:
        return self.text


class WrittenServer(LenientServer):
    """As any server here, with computed fields of every type."""

    def __init__(self, world: WrittenWorld, subgraph: Subgraph) -> None:
        super().__init__(world, subgraph)
        self._written = world

    def _resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        value = super()._resolve(source, info, **arguments)
        part = self._subgraph.parts.get(info.parent_type.name)
        declared = part.fields.get(info.field_name) if part else None
        if declared is None or not declared.requires:
            return value
        definition = self._world.types[source.node.type].fields[info.field_name]
        return self._hold(self._written.computed(definition, value), get_named_type(info.return_type), ())


def write_world(
    seed: int, supergraph: Supergraph, subgraphs: list[WrittenSubgraph], requires: Mapping[tuple[str, str], str]
) -> WrittenWorld:
    """The world of the subgraphs; `requires` are the field sets that fields are computed from."""
    world = WrittenWorld(seed, {"Query": Type("Query", "root")}, supergraph.schema, supergraph.client_schema)
    for name, named in supergraph.schema.type_map.items():
        if name in supergraph.possible_types and "__" not in name:
            world.types.setdefault(name, Type(name, _kind(named)))
            if world.types[name].kind in {"interface", "union"}:
                world.types[name].members = tuple(sorted(supergraph.possible_types[name]))
    for name in list(world.types):
        named = supergraph.schema.type_map[name]
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            owner = world.types["Query" if name in ROOTS else name]
            for each, merged in named.fields.items():
                owner.fields[each] = _field(world, subgraphs, name, each, merged)
                owner.fields[each].computed = requires.get((name, each))
    _share_interface_objects(world, subgraphs)
    _name_keys(world, subgraphs)
    return world


def _kind(named: object) -> str:
    if isinstance(named, GraphQLUnionType):
        return "union"
    return "interface" if isinstance(named, GraphQLInterfaceType) else "value"


def _field(world: World, subgraphs: list[WrittenSubgraph], type_name: str, name: str, merged: GraphQLField) -> Field:
    """What all of its subgraphs can give: no null that one of them excludes, no member that one of them lacks."""
    definition = Field(name, str(merged.type))
    named = get_named_type(merged.type)
    members = set(named.values) if isinstance(named, GraphQLEnumType) else set()
    if definition.named in world.types:
        members = set(world.members(definition.named))
    for subgraph in subgraphs:
        part = subgraph.parts.get(type_name)
        declared = part.fields.get(name) if part else None
        if declared is None or not declared.resolved:
            continue
        definition.never_null |= (declared.type or "").count("!") > definition.type.count("!")
        members &= members_in(world, subgraph, (declared.type or "").strip("[]!")) or members
    definition.members = tuple(sorted(members))
    return definition


def members_in(world: World, subgraph: Subgraph, name: str) -> set[str]:
    """Object types that the subgraph may give where it declares the type."""
    part = subgraph.parts.get(name, Part())
    if part.members:
        return set(part.members)
    if world.types.get(name, Type(name, "value")).kind != "interface" or part.interface_object:
        return set(world.members(name)) if name in world.types else set()
    found: set[str] = set()
    for each, other in subgraph.parts.items():
        if name in other.implements:
            found |= members_in(world, subgraph, each) if world.types[each].kind == "interface" else {each}
    return found


def _share_interface_objects(world: WrittenWorld, subgraphs: list[WrittenSubgraph]) -> None:
    """What an interface object resolves is one field for all object types behind it."""
    for subgraph in subgraphs:
        for name, part in subgraph.parts.items():
            if part.interface_object:
                for each in part.fields:
                    for member in world.members(name):
                        own = world.types[member].fields.setdefault(each, world.types[name].fields[each])
                        own.computed = own.computed or world.types[name].fields[each].computed


def _name_keys(world: WrittenWorld, subgraphs: list[WrittenSubgraph]) -> None:
    for subgraph in subgraphs:
        for name, part in subgraph.parts.items():
            for key in part.keys:
                for member in world.members(name):
                    world.types[member].keys = (*world.types[member].keys, key)
                    _name_key(world, member, key)


def _name_key(world: WrittenWorld, type_name: str, key: str) -> None:
    pending = [(type_name, field_set(key))]
    while pending:
        name, selections = pending.pop()
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                each = selection.name.value
                world.key_fields.setdefault(name, set()).add(each)
                definition = world.types[name].fields[each]
                if definition.type.startswith("["):
                    raise NotUsableError(f"{name}.{each} is a list in a key")
                target = definition.named
                if selection.selection_set is not None:
                    pending.extend((member, selection.selection_set) for member in world.members(target))
