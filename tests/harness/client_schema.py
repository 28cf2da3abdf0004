"""The schema that clients see and who owns each field, read from the subgraphs' SDL alone.

A second, much simpler reading of Federation 2 than the gateway's: it serves as the reference that the gateway is
compared with, so it shares no code with it. It knows what our subgraphs use: keys, @external, @requires, @provides (an
optimisation that changes no answer), @shareable and @inaccessible; it refuses interfaces and unions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from graphql import (
    ConstDirectiveNode,
    DefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NameNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
    parse,
)

FEDERATION_FIELDS = {"_entities", "_service"}


@dataclass
class FieldOwners:
    """Which subgraphs can resolve one field, in the order of the subgraphs, and what each needs first."""

    subgraphs: list[str] = field(default_factory=list)
    requires: dict[str, SelectionSetNode] = field(default_factory=dict)


@dataclass(frozen=True)
class ClientSchema:
    """`owners` is keyed by (type name, field name) and covers inaccessible fields too; `keys` by type name."""

    schema: GraphQLSchema
    owners: Mapping[tuple[str, str], FieldOwners]
    keys: Mapping[str, str]


@dataclass
class _Merged:
    fields: dict[str, dict[str, FieldDefinitionNode]] = field(default_factory=dict)
    inaccessible: set[tuple[str, str]] = field(default_factory=set)
    enums: dict[str, dict[str, EnumValueDefinitionNode]] = field(default_factory=dict)
    others: dict[str, DefinitionNode] = field(default_factory=dict)
    owners: dict[tuple[str, str], FieldOwners] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


def read_client_schema(sdl_of_subgraphs: Mapping[str, str]) -> ClientSchema:
    """Merges the subgraphs' SDL, in the order given."""
    merged = _Merged()
    for subgraph, sdl in sdl_of_subgraphs.items():
        for definition in parse(sdl).definitions:
            _merge_definition(merged, subgraph, definition)
    objects = [
        ObjectTypeDefinitionNode(name=NameNode(value=name), fields=tuple(_visible_fields(merged, name)))
        for name in merged.fields
    ]
    enums = [
        EnumTypeDefinitionNode(name=NameNode(value=name), values=tuple(values.values()))
        for name, values in merged.enums.items()
    ]
    document = DocumentNode(definitions=(*merged.others.values(), *enums, *objects))
    schema = build_ast_schema(document, assume_valid_sdl=True)
    return ClientSchema(schema=schema, owners=merged.owners, keys=merged.keys)


def _merge_definition(merged: _Merged, subgraph: str, definition: DefinitionNode) -> None:
    match definition:
        case InterfaceTypeDefinitionNode() | UnionTypeDefinitionNode() if not definition.name.value.startswith("_"):
            raise NotImplementedError(f"{definition.name.value}: the reference knows object types only")
        case ObjectTypeDefinitionNode() | ObjectTypeExtensionNode():
            _merge_object(merged, subgraph, definition)
        case EnumTypeDefinitionNode():
            values = merged.enums.setdefault(definition.name.value, {})
            for value in definition.values or ():
                values.setdefault(value.name.value, replace(value, directives=()))
        case ScalarTypeDefinitionNode() | InputObjectTypeDefinitionNode():
            if not definition.name.value.startswith(("_", "federation__", "link__")):
                merged.others.setdefault(definition.name.value, definition)
        case _:
            return  # schema, directives and Federation's own unions say nothing to clients


def _merge_object(
    merged: _Merged, subgraph: str, definition: ObjectTypeDefinitionNode | ObjectTypeExtensionNode
) -> None:
    type_name = definition.name.value
    if type_name.startswith("_"):
        return
    key = _directive(definition.directives or (), "key")
    if key is not None:
        merged.keys.setdefault(type_name, _string_argument(key, "fields"))
    fields = merged.fields.setdefault(type_name, {})
    for node in definition.fields or ():
        name = node.name.value
        if name in FEDERATION_FIELDS:
            continue
        directives = node.directives or ()
        if _directive(directives, "inaccessible"):
            merged.inaccessible.add((type_name, name))
        if _directive(directives, "external"):
            continue
        owners = merged.owners.setdefault((type_name, name), FieldOwners())
        owners.subgraphs.append(subgraph)
        requires = _directive(directives, "requires")
        if requires is not None:
            owners.requires[subgraph] = _selection(_string_argument(requires, "fields"))
        known = fields.get(name)
        if known is None or isinstance(known.type, NonNullTypeNode):
            fields[name] = replace(node, directives=())


def _visible_fields(merged: _Merged, type_name: str) -> list[FieldDefinitionNode]:
    return [node for name, node in merged.fields[type_name].items() if (type_name, name) not in merged.inaccessible]


def _selection(fields: str) -> SelectionSetNode:
    operation = parse(f"{{ {fields} }}").definitions[0]
    selection: SelectionSetNode = operation.selection_set  # type: ignore[attr-defined]
    return selection


def _directive(directives: tuple[ConstDirectiveNode, ...], name: str) -> ConstDirectiveNode | None:
    return next((node for node in directives if node.name.value == name), None)


def _string_argument(directive: ConstDirectiveNode, name: str) -> str:
    value = next(node.value for node in directive.arguments or () if node.name.value == name)
    assert isinstance(value, StringValueNode)
    return value.value
