"""Reads a supergraph SDL with `join` metadata, of any version of the join specification.

The type extensions a composer emits are plain definitions, so one pass over the definitions is
enough: each type is entered in every graph that declares it, each field in every graph that its
`@join__field` directives name.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLError,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    SelectionSetNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    parse,
    parse_type,
    value_from_ast_untyped,
)

from marketplace.gateway.supergraph.access import read_access_rules
from marketplace.gateway.supergraph.cache_hints import read_cache_hints
from marketplace.gateway.supergraph.client_schema import build_schemas
from marketplace.gateway.supergraph.contexts import read_context_arguments, read_context_setters
from marketplace.gateway.supergraph.costs import read_costs
from marketplace.gateway.supergraph.join_v01 import declare_provided_v01, is_join_v01, possible_types_v01, read_type_v01
from marketplace.gateway.supergraph.model import (
    Graph,
    GraphField,
    GraphType,
    Key,
    SubgraphInfo,
    Supergraph,
    SupergraphInvalidError,
    TypeKind,
)

_KINDS: dict[type[TypeDefinitionNode], TypeKind] = {
    ObjectTypeDefinitionNode: TypeKind.OBJECT,
    InterfaceTypeDefinitionNode: TypeKind.INTERFACE,
    UnionTypeDefinitionNode: TypeKind.UNION,
    EnumTypeDefinitionNode: TypeKind.ENUM,
    ScalarTypeDefinitionNode: TypeKind.SCALAR,
    InputObjectTypeDefinitionNode: TypeKind.INPUT,
}


def read_supergraph(sdl: str) -> Supergraph:
    """The supergraph of an SDL text; raises SupergraphInvalidError."""
    try:
        document = parse(sdl, no_location=True)
        graphs = _read_graphs(document)
        oldest = is_join_v01(document)
        for definition in document.definitions:
            if isinstance(definition, TypeDefinitionNode) and "__" not in definition.name.value:
                if oldest:
                    read_type_v01(definition, _KINDS[type(definition)], graphs, _applied, _field_set)
                else:
                    _read_type(definition, graphs)
        schema, client_schema = build_schemas(document)
        if oldest:
            declare_provided_v01(graphs.values(), schema)
    except GraphQLError as error:
        raise SupergraphInvalidError(f"Not a valid supergraph: {error.message}") from error
    possible = {
        name: frozenset(t.name for t in schema.get_possible_types(named)) if is_abstract else frozenset((name,))
        for name, named, is_abstract in _composite_types(schema)
    }
    for name, types in possible.items():
        if not types:  # an interface nobody implements stands for itself
            possible[name] = frozenset((name,))
    stated = possible_types_v01(document, graphs.values()) if oldest else _stated_possible_types(document)
    _enter_possible_types(graphs.values(), stated, possible)
    by_possible: dict[frozenset[str], str] = {}
    for name, types in possible.items():
        by_possible.setdefault(types, name)
    by_possible.update({types: name for name, types in possible.items() if types == frozenset((name,))})
    return Supergraph(
        sdl=sdl,
        schema=schema,
        client_schema=client_schema,
        graphs=graphs,
        possible_types=possible,
        type_of_possible=by_possible,
        context_setters=read_context_setters(document, _applied),
        cache_hints=read_cache_hints(document, graphs),
        costs=read_costs(document),
        access=read_access_rules(document, schema),
    )


def _composite_types(schema: Any) -> Iterator[tuple[str, Any, bool]]:
    for name, named in schema.type_map.items():
        if name.startswith("__"):
            continue
        kind = type(named).__name__
        if kind in ("GraphQLInterfaceType", "GraphQLUnionType"):
            yield name, named, True
        elif kind == "GraphQLObjectType":
            yield name, named, False


def _read_graphs(document: DocumentNode) -> dict[str, Graph]:
    for definition in document.definitions:
        if isinstance(definition, EnumTypeDefinitionNode) and definition.name.value == "join__Graph":
            graphs = {}
            for value in definition.values or ():
                arguments = next(_applied(value.directives, "join__graph"), {})
                name = arguments.get("name", value.name.value)
                graphs[value.name.value] = Graph(value.name.value, SubgraphInfo(name, arguments.get("url", "")))
            return graphs
    raise SupergraphInvalidError(
        "Not a supergraph: there is no enum join__Graph. Compose the subgraphs first "
        "(python -m marketplace.gateway compose a.graphql b.graphql -o supergraph.graphql)."
    )


def _read_type(definition: TypeDefinitionNode, graphs: dict[str, Graph]) -> None:
    name = definition.name.value
    kind = _KINDS[type(definition)]
    for arguments in _applied(definition.directives, "join__type"):
        graph = _graph(graphs, arguments, name)
        graph_type = graph.types.setdefault(
            name, GraphType(name, kind, interface_object=arguments.get("isInterfaceObject", False))
        )
        if key := arguments.get("key"):
            graph_type.keys.append(Key(_field_set(key, name), key, arguments.get("resolvable", True)))
    if isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        for field in definition.fields or ():
            _read_field(name, field, graphs)


def _read_field(type_name: str, definition: FieldDefinitionNode, graphs: dict[str, Graph]) -> None:
    name = definition.name.value
    applied = list(_applied(definition.directives, "join__field"))
    if not applied:
        for graph in graphs.values():
            if type_name in graph.types:
                graph.types[type_name].fields[name] = GraphField(name, definition.type)
    for arguments in applied:
        if arguments.get("graph") is None:  # resolved through an interface object only
            continue
        graph = _graph(graphs, arguments, f"{type_name}.{name}")
        if type_name not in graph.types:
            raise SupergraphInvalidError(
                f"{type_name}.{name} is joined to graph {graph.id}, which does not have the type {type_name}."
            )
        graph.types[type_name].fields[name] = GraphField(
            name,
            parse_type(arguments["type"]) if arguments.get("type") else definition.type,
            external=bool(arguments.get("external")) or bool(arguments.get("usedOverridden")),
            requires=_optional_field_set(arguments.get("requires"), name),
            provides=_optional_field_set(arguments.get("provides"), name),
            override_label=arguments.get("overrideLabel"),
            overrides=arguments.get("override") is not None,
            context_arguments=read_context_arguments(arguments, _field_set),
        )


def _stated_possible_types(document: DocumentNode) -> Iterator[tuple[str, str, str]]:
    """(graph, abstract type, member), as the join directives state them."""
    for definition in document.definitions:
        if isinstance(definition, ObjectTypeDefinitionNode):
            for arguments in _applied(definition.directives, "join__implements"):
                yield arguments["graph"], arguments["interface"], definition.name.value
        elif isinstance(definition, UnionTypeDefinitionNode):
            for arguments in _applied(definition.directives, "join__unionMember"):
                yield arguments["graph"], definition.name.value, arguments["member"]


def _enter_possible_types(
    graphs: Iterable[Graph], stated: Iterable[tuple[str, str, str]], possible: dict[str, frozenset[str]]
) -> None:
    """Fills `GraphType.possible_types`: an interface object stands for every implementation there is."""
    members: dict[tuple[str, str], set[str]] = {}
    for graph_id, abstract, member in stated:
        members.setdefault((graph_id, abstract), set()).add(member)
    for graph in graphs:
        for graph_type in graph.types.values():
            if graph_type.interface_object or graph_type.kind is TypeKind.OBJECT:
                graph_type.possible_types = possible[graph_type.name]
            elif graph_type.kind in (TypeKind.INTERFACE, TypeKind.UNION):
                implemented = frozenset(members.get((graph.id, graph_type.name), ()))
                itself = possible[graph_type.name] & {graph_type.name}
                graph_type.possible_types = implemented or itself


def _applied(directives: Iterable[DirectiveNode | ConstDirectiveNode] | None, name: str) -> Iterator[dict[str, Any]]:
    for directive in directives or ():
        if directive.name.value == name:
            yield {a.name.value: value_from_ast_untyped(a.value) for a in directive.arguments or ()}


def _graph(graphs: dict[str, Graph], arguments: dict[str, Any], place: str) -> Graph:
    graph = graphs.get(arguments.get("graph", ""))
    if graph is None:
        raise SupergraphInvalidError(f"{place} is joined to an unknown graph {arguments.get('graph')!r}.")
    return graph


def _optional_field_set(text: str | None, place: str) -> SelectionSetNode | None:
    return _field_set(text, place) if text else None


def _field_set(text: str, place: str) -> SelectionSetNode:
    braced = text if text.lstrip().startswith("{") else f"{{{text}}}"
    try:
        document = parse(braced, no_location=True)
    except GraphQLError as error:
        raise SupergraphInvalidError(f"{place} has a field set that does not parse: {text!r}") from error
    return document.definitions[0].selection_set  # type: ignore[attr-defined, no-any-return]


def named_type(node: TypeNode) -> str:
    """The name inside list and non-null wrappers."""
    while not hasattr(node, "name"):
        node = node.type  # type: ignore[attr-defined]
    return str(node.name.value)


def type_shape(node: TypeNode, *, leaf: bool) -> str:
    """What two fields of one response name must share (GraphQL specification, SameResponseShape):
    the wrappers, and the name when it is a leaf.
    """
    if isinstance(node, NonNullTypeNode):
        return type_shape(node.type, leaf=leaf) + "!"
    if hasattr(node, "name"):
        return str(node.name.value) if leaf else "{}"
    return f"[{type_shape(node.type, leaf=leaf)}]"  # type: ignore[attr-defined]


__all__ = ["SupergraphInvalidError", "named_type", "read_supergraph", "type_shape"]
