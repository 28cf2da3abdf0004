"""Reads what a supergraph says of contexts: `@context` on types, `contextArguments` of `@join__field`.

Source: https://specs.apollo.dev/join/v0.5
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from graphql import ConstDirectiveNode, DirectiveNode, DocumentNode, SelectionSetNode, TypeDefinitionNode

from marketplace.gateway.supergraph.model import ContextArgument

ReadApplied = Callable[[Iterable[DirectiveNode | ConstDirectiveNode] | None, str], Iterator[dict[str, Any]]]


def read_context_setters(document: DocumentNode, applied: ReadApplied) -> dict[str, tuple[str, ...]]:
    """The types that set each context."""
    setters: dict[str, tuple[str, ...]] = {}
    for definition in document.definitions:
        if isinstance(definition, TypeDefinitionNode):
            for use in applied(definition.directives, "context"):
                name = use.get("name", "")
                setters[name] = (*setters.get(name, ()), definition.name.value)
    return setters


def read_context_arguments(
    join_field: Mapping[str, Any], field_set: Callable[[str, str], SelectionSetNode]
) -> tuple[ContextArgument, ...]:
    """The arguments of a field that the gateway gives."""
    return tuple(
        ContextArgument(
            name=described["name"],
            type=described["type"],
            context=described["context"],
            selection=field_set(described["selection"], described["name"]),
            text=" ".join(described["selection"].split()),
        )
        for described in join_field.get("contextArguments") or ()
    )
