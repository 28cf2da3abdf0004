"""Arguments whose value the gateway takes from a field further up the path (`@context`, `@fromContext`).

Source: https://specs.apollo.dev/join/v0.5 and
https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/entities/use-contexts
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graphql import ValueNode

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.join_directives import context_arguments
from marketplace.gateway.supergraph.composition.merging.merge_inputs import is_required
from marketplace.gateway.supergraph.composition.merging.sources import Merge, Source, subgraph_list
from marketplace.gateway.supergraph.composition.schema.elements import (
    AppliedDirective,
    FieldElement,
    InputElement,
    TypeElement,
)
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import nullable
from marketplace.gateway.supergraph.composition.schema.values import string_value

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


def contextual_arguments(subgraph: Subgraph, field: FieldElement) -> ValueNode | None:
    """Describe the contextual arguments of a subgraph's field for join__field."""
    described = []
    for argument in field.arguments.values():
        for use in argument.applied(FederationDirective.FROM_CONTEXT):
            parsed = parse_context_field(use.string("field") or "")
            if parsed:
                described.append(
                    {
                        "context": context_name(subgraph, parsed.context),
                        "name": argument.name,
                        "type": str(nullable(argument.type)),
                        "selection": parsed.selection,
                    }
                )
    return context_arguments(described) if described else None


def without_contextual_arguments(
    merge: Merge, coordinate: str, sources: Sequence[Source[FieldElement]]
) -> list[Source[FieldElement]]:
    """Drop the arguments that are contextual anywhere: clients do not see them."""
    hidden = {name for source in sources for name, each in source.element.arguments.items() if is_contextual(each)}
    for name in hidden:
        _check_contextual_everywhere(merge, f"{coordinate}({name}:)", name, sources)
    if not hidden:
        return list(sources)
    return [
        Source(
            source.subgraph,
            FieldElement(
                name=source.element.name,
                type=source.element.type,
                arguments={name: each for name, each in source.element.arguments.items() if name not in hidden},
            ),
        )
        for source in sources
    ]


def supergraph_contexts(subgraphs: Sequence[Subgraph], type_name: str) -> list[AppliedDirective]:
    """Return the contexts which a type of the supergraph sets."""
    return [
        AppliedDirective(
            name=FederationDirective.CONTEXT.value,
            arguments={"name": string_value(context_name(subgraph, use.string("name") or ""))},
            federation=FederationDirective.CONTEXT,
        )
        for subgraph in subgraphs
        for use in _contexts(subgraph.types.get(type_name))
    ]


def _contexts(definition: TypeElement | None) -> list[AppliedDirective]:
    return definition.applied(FederationDirective.CONTEXT) if definition else []


def _check_contextual_everywhere(
    merge: Merge, coordinate: str, name: str, sources: Sequence[Source[FieldElement]]
) -> None:
    plain = [
        source
        for source in sources
        if name in source.element.arguments
        and not is_contextual(source.element.arguments[name])
        and is_required(source.element.arguments[name])
    ]
    if plain:
        merge.error(
            ErrorCode.CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS,
            f'Argument "{coordinate}" is contextual in at least one subgraph but in'
            f" {subgraph_list(source.subgraph.name for source in plain)} it is required and without @fromContext",
            plain,
        )
