"""Contexts: values that a field's argument takes from an object further up the path (`@context`, `@fromContext`).

Source: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/entities/use-contexts
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.schema.elements import FieldElement, InputElement
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph

_CONTEXT_FIELD = re.compile(r"^\s*\$\s*(?P<context>[A-Za-z_]\w*)(?P<selection>.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ContextField:
    """The parsed text of `@fromContext(field:)`: a context and a selection on the type that set it."""

    context: str
    selection: str


def parse_context_field(text: str) -> ContextField | None:
    """Read `$context { selection }`; None when it is not of that form."""
    match = _CONTEXT_FIELD.match(text)
    return ContextField(match["context"], match["selection"]) if match and match["selection"].strip() else None


def context_name(subgraph: Subgraph, name: str) -> str:
    """Return the name a subgraph's context has in the supergraph."""
    return f"{subgraph.name}__{name}"


def is_contextual(argument: InputElement) -> bool:
    """Tell whether the gateway, not the client, gives the argument."""
    return argument.has(FederationDirective.FROM_CONTEXT)


def context_uses(field: FieldElement) -> Iterator[tuple[InputElement, ContextField]]:
    """Iterate over the contextual arguments of a field and where their values come from."""
    for argument in field.arguments.values():
        for use in argument.applied(FederationDirective.FROM_CONTEXT):
            parsed = parse_context_field(use.string("field") or "")
            if parsed:
                yield argument, parsed


def types_setting(subgraph: Subgraph, context: str) -> list[str]:
    """Return the types of a subgraph which set a context."""
    return [
        definition.name
        for definition in subgraph.types.values()
        if any(use.string("name") == context for use in definition.applied(FederationDirective.CONTEXT))
    ]
