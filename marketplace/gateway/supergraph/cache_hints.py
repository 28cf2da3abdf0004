"""Reads what a supergraph says of caching: `@cacheControl` and `@cacheTag`, of each subgraph.

Both reach the supergraph as `@join__directive`, which names the subgraphs. A composer that keeps `@cacheControl` by
`@composeDirective` leaves it on the element itself: then it is said for all subgraphs.

Sources: https://www.apollographql.com/docs/apollo-server/performance/caching (`@cacheControl`), and
https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives#cachetag.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    UnionTypeDefinitionNode,
    value_from_ast_untyped,
)

CACHE_CONTROL = "cacheControl"
CACHE_TAG = "federation__cacheTag"

Place = tuple[str, str, str | None]
"""Graph, type, field; None for the type itself."""


@dataclass(frozen=True, slots=True)
class CacheHint:
    """What the schema says of some fields. `max_age` is the least that is said (None: nothing is), `complete` that
    it is said of all of them.
    """

    max_age: int | None = None
    private: bool = False
    complete: bool = False
    inherits: bool = False
    """On a field or type: it lasts as long as the object that it belongs to."""


@dataclass(frozen=True, slots=True)
class CacheHints:
    """By graph, type and field. Tags are formats with `{$args.name}` or `{$key.name}` in them."""

    controls: Mapping[Place, CacheHint] = field(default_factory=dict)
    tags: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)


def read_cache_hints(document: DocumentNode, graphs: Iterable[str]) -> CacheHints:
    """Of a parsed supergraph with these graphs."""
    every = tuple(graphs)
    controls: dict[Place, CacheHint] = {}
    tags: dict[Place, tuple[str, ...]] = {}
    for type_name, field_name, directives in _elements(document):
        for named, name, arguments in _said(directives, every):
            for graph in named:
                place = (graph, type_name, field_name)
                if name == CACHE_TAG:
                    tags[place] = (*tags.get(place, ()), str(arguments.get("format", "")))
                else:
                    controls[place] = _hint(arguments)
    return CacheHints(controls, tags)


def _elements(document: DocumentNode) -> Iterator[tuple[str, str | None, tuple[ConstDirectiveNode, ...]]]:
    for definition in document.definitions:
        if isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | UnionTypeDefinitionNode):
            name = definition.name.value
            if definition.directives:
                yield name, None, tuple(definition.directives)
            fields: Iterable[FieldDefinitionNode] = getattr(definition, "fields", None) or ()
            for each in fields:
                if each.directives:
                    yield name, each.name.value, tuple(each.directives)


def _said(
    directives: Iterable[ConstDirectiveNode], every: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str, Mapping[str, Any]]]:
    """Each use as (graphs, directive, arguments)."""
    for directive in directives:
        name = directive.name.value
        if name not in {CACHE_CONTROL, "join__directive"}:
            continue
        arguments = {each.name.value: value_from_ast_untyped(each.value) for each in directive.arguments or ()}
        if name == CACHE_CONTROL:
            yield every, name, arguments
        elif arguments.get("name") in {CACHE_CONTROL, CACHE_TAG}:
            yield tuple(arguments.get("graphs") or ()), arguments["name"], arguments.get("args") or {}


def _hint(arguments: Mapping[str, Any]) -> CacheHint:
    age = arguments.get("maxAge")
    return CacheHint(
        max_age=age if isinstance(age, int) else None,
        private=arguments.get("scope") == "PRIVATE",
        complete=age is not None,
        inherits=bool(arguments.get("inheritMaxAge")),
    )
