"""From subgraphs in SDL to what tests of the gateway need: the supergraph, and schemas that graphql-core executes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphql import (
    REMOVE,
    DirectiveDefinitionNode,
    DirectiveNode,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    SchemaExtensionNode,
    Visitor,
    build_ast_schema,
    parse,
    visit,
)

from marketplace.gateway.operation.operation import coerce_variables, prepare_operation, select_operation
from marketplace.gateway.plan import QueryPlan
from marketplace.gateway.planner import Planner
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from marketplace.gateway.supergraph.model import Supergraph
from marketplace.gateway.supergraph.reader import read_supergraph

FEDERATION_LINK = """extend schema
  @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: [
      "@key", "@requires", "@provides", "@external", "@shareable", "@override", "@inaccessible", "@tag",
      "@interfaceObject", "@extends", "@context", "@fromContext"
    ]
  )
"""
_STANDARD_DIRECTIVES = frozenset({"deprecated", "specifiedBy", "oneOf"})


class NotComposableError(AssertionError):
    """The subgraphs do not fit together; the message holds the composer's reasons."""


def compose_supergraph_sdl(subgraphs: Mapping[str, str]) -> str:
    """The supergraph of SDL texts by name. A text without `@link` is taken as Federation 2."""
    result = compose(
        [
            SubgraphDefinition(name, f"http://{name}.test", sdl if "@link" in sdl else FEDERATION_LINK + sdl)
            for name, sdl in subgraphs.items()
        ]
    )
    if result.supergraph_sdl is None:
        raise NotComposableError("\n".join(map(str, result.errors)))
    return result.supergraph_sdl


def compose_supergraph(subgraphs: Mapping[str, str]) -> Supergraph:
    """The same, as the gateway reads it."""
    return read_supergraph(compose_supergraph_sdl(subgraphs))


def plan_operation(supergraph: Supergraph, query: str, variables: Mapping[str, Any] | None = None) -> QueryPlan:
    """The plan of a valid document with one operation."""
    document = parse(query)
    coerced = coerce_variables(supergraph, select_operation(document, None), variables or {})
    return Planner(supergraph).plan(prepare_operation(supergraph, document, None, coerced))


def executable_subgraph(sdl: str) -> GraphQLSchema:
    """The schema that a subgraph serves: its own types, and `_entities` and `_service` of the Federation subgraph
    specification.
    """
    finder = _Entities()
    document = parse(sdl, no_location=True)
    visit(document, finder)
    document = visit(document, _Plain(has_query=finder.has_query))
    text = "scalar _Any\ntype _Service { sdl: String! }\n"
    query = "_service: _Service!"
    if finder.names:
        text += f"union _Entity = {' | '.join(finder.names)}\n"
        query += " _entities(representations: [_Any!]!): [_Entity]!"
    text += f"{'extend ' if finder.has_query else ''}type Query {{ {query} }}"
    added = parse(text, no_location=True)
    definitions = (*document.definitions, *added.definitions)
    schema = build_ast_schema(replace(document, definitions=_merge_extensions(definitions)), assume_valid=True)
    schema.to_kwargs()
    return schema


def _merge_extensions(definitions: tuple[Any, ...]) -> tuple[Any, ...]:
    """Object types with their extensions in one definition."""
    merged: dict[object, Any] = {}
    for definition in definitions:
        key: object = id(definition)
        if isinstance(definition, ObjectTypeDefinitionNode | ObjectTypeExtensionNode):
            key = definition.name.value
        if (known := merged.get(key)) is not None:
            merged[key] = replace(
                known,
                fields=(*(known.fields or ()), *(definition.fields or ())),
                interfaces=(*(known.interfaces or ()), *(definition.interfaces or ())),
            )
        elif isinstance(definition, ObjectTypeExtensionNode):
            merged[key] = ObjectTypeDefinitionNode(
                name=definition.name, fields=definition.fields, interfaces=definition.interfaces
            )
        else:
            merged[key] = definition
    return tuple(merged.values())


class _Entities(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}
        self.has_query = False

    def enter_object_type_definition(self, node: Any, *_: Any) -> None:
        if node.name.value == "Query":
            self.has_query = True
        if any(directive.name.value == "key" for directive in node.directives or ()):
            self.names[node.name.value] = None

    enter_object_type_extension = enter_object_type_definition


class _Plain(Visitor):
    """Leaves out what only composition reads."""

    def __init__(self, *, has_query: bool) -> None:
        super().__init__()
        self.has_query = has_query

    def enter_schema_extension(self, _node: SchemaExtensionNode, *_: Any) -> Any:
        return REMOVE

    def enter_directive_definition(self, _node: DirectiveDefinitionNode, *_: Any) -> Any:
        return REMOVE

    def enter_directive(self, node: DirectiveNode, *_: Any) -> Any:
        return None if node.name.value in _STANDARD_DIRECTIVES else REMOVE
