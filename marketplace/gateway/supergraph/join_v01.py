"""Reads the first join specification (v0.1, Federation 1 supergraphs).

There a type with keys has one owner, which resolves every field that does not name another graph, and
its keys; a type without keys is a value type, the same in every graph.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    SelectionSetNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    get_named_type,
    parse_type,
)

from marketplace.gateway.supergraph.model import Graph, GraphField, GraphType, Key, SupergraphInvalidError, TypeKind

Applied = Callable[[Any, str], Iterator[dict[str, Any]]]
FieldSet = Callable[[str, str], SelectionSetNode]


def is_join_v01(document: DocumentNode) -> bool:
    """Whether some type has an owner, or no type says which graph has it."""
    types = [d for d in document.definitions if isinstance(d, TypeDefinitionNode)]
    names = {directive.name.value for definition in types for directive in definition.directives or ()}
    return "join__owner" in names or "join__type" not in names


def read_type_v01(
    definition: TypeDefinitionNode, kind: TypeKind, graphs: dict[str, Graph], applied: Applied, field_set: FieldSet
) -> None:
    """Enter the type, with its keys and fields, in every graph that has it."""
    name = definition.name.value
    owner = next(applied(definition.directives, "join__owner"), {}).get("graph")
    keys = list(applied(definition.directives, "join__type"))
    having = {entry["graph"] for entry in keys} | {owner} if owner else set(graphs)
    for graph_id in having:
        graphs[graph_id].types[name] = GraphType(name, kind)
    keyed: dict[str, set[str]] = {}
    for entry in keys:
        if text := entry.get("key"):
            selection = field_set(text, name)
            graphs[entry["graph"]].types[name].keys.append(Key(selection, text, resolvable=True))
            for field_name in _field_names(selection):
                keyed.setdefault(field_name, set()).add(entry["graph"])
    if isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        for field in definition.fields or ():
            stated = next(applied(field.directives, "join__field"), {})
            resolving = stated.get("graph") or owner
            placed = {resolving, *keyed.get(field.name.value, ())} if resolving else having
            for graph_id in placed:
                if graph_id not in graphs:
                    raise SupergraphInvalidError(
                        f"{name}.{field.name.value} is joined to an unknown graph {graph_id!r}."
                    )
                graphs[graph_id].types[name].fields[field.name.value] = GraphField(
                    field.name.value,
                    field.type,
                    requires=field_set(stated["requires"], name) if stated.get("requires") else None,
                    provides=field_set(stated["provides"], name) if stated.get("provides") else None,
                )


def _field_names(selection: SelectionSetNode) -> list[str]:
    return [node.name.value for node in selection.selections if isinstance(node, FieldNode)]


def declare_provided_v01(graphs: Iterable[Graph], schema: GraphQLSchema) -> None:
    """Enter what `provides` names as external fields of the providing graph, as later versions state it."""
    for graph in graphs:
        provided = [
            (schema.type_map[type_name], declared)
            for type_name, graph_type in graph.types.items()
            for declared in graph_type.fields.values()
            if declared.provides is not None
        ]
        for parent, declared in provided:
            if declared.provides is not None:
                _declare(graph, get_named_type(parent.fields[declared.name].type), declared.provides)  # type: ignore[attr-defined]


def _declare(graph: Graph, parent: Any, selection: SelectionSetNode) -> None:
    if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) or parent.name not in graph.types:
        return
    fields = graph.types[parent.name].fields
    for node in selection.selections:
        if isinstance(node, FieldNode) and node.name.value in parent.fields:
            output = parent.fields[node.name.value].type
            fields.setdefault(node.name.value, GraphField(node.name.value, parse_type(str(output)), external=True))
            if node.selection_set is not None:
                _declare(graph, get_named_type(output), node.selection_set)


def possible_types_v01(document: DocumentNode, graphs: Iterable[Graph]) -> Iterator[tuple[str, str, str]]:
    """(graph, abstract type, member): every graph that has both has the relation."""
    for definition in document.definitions:
        pairs: list[tuple[str, str]] = []
        if isinstance(definition, ObjectTypeDefinitionNode):
            pairs = [(interface.name.value, definition.name.value) for interface in definition.interfaces or ()]
        elif isinstance(definition, UnionTypeDefinitionNode):
            pairs = [(definition.name.value, member.name.value) for member in definition.types or ()]
        for abstract, member in pairs:
            for graph in graphs:
                if abstract in graph.types and member in graph.types:
                    yield graph.id, abstract, member
