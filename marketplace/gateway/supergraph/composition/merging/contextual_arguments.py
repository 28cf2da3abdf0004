"""Arguments that the gateway fills in from a context: clients do not see them, subgraphs do.

Source: https://specs.apollo.dev/join/v0.5
"""

from collections.abc import Sequence

from graphql import ValueNode

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.join_directives import context_arguments
from marketplace.gateway.supergraph.composition.merging.merge_inputs import is_required
from marketplace.gateway.supergraph.composition.merging.sources import Merge, Source, subgraph_list
from marketplace.gateway.supergraph.composition.schema.contexts import context_name, context_uses, is_contextual
from marketplace.gateway.supergraph.composition.schema.elements import AppliedDirective, FieldElement, TypeElement
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph
from marketplace.gateway.supergraph.composition.schema.type_refs import nullable
from marketplace.gateway.supergraph.composition.schema.values import string_value


def contextual_arguments(subgraph: Subgraph, field: FieldElement) -> ValueNode | None:
    """Describe the contextual arguments of a subgraph's field for join__field."""
    described = [
        {
            "context": context_name(subgraph, use.context),
            "name": argument.name,
            "type": str(nullable(argument.type)),
            "selection": use.selection,
        }
        for argument, use in context_uses(field)
    ]
    return context_arguments(described) if described else None


def without_contextual_arguments(
    merge: Merge, coordinate: str, sources: Sequence[Source[FieldElement]]
) -> list[Source[FieldElement]]:
    """Drop the arguments that are contextual anywhere: clients do not see them."""
    hidden = {name for source in sources for name, each in source.element.arguments.items() if is_contextual(each)}
    for name in sorted(hidden):
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
