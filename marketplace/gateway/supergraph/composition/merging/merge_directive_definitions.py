"""Executable directives: those that every subgraph defines, at the places on which all agree."""

from collections.abc import Sequence

from graphql import DirectiveLocation

from marketplace.gateway.supergraph.composition.codes import HintCode
from marketplace.gateway.supergraph.composition.merging.merge_inputs import merge_arguments
from marketplace.gateway.supergraph.composition.merging.sources import Merge, Source
from marketplace.gateway.supergraph.composition.schema.elements import DirectiveDefinition, FieldElement
from marketplace.gateway.supergraph.composition.schema.type_refs import Named

_EXECUTABLE = frozenset(
    location.name
    for location in (
        DirectiveLocation.QUERY,
        DirectiveLocation.MUTATION,
        DirectiveLocation.SUBSCRIPTION,
        DirectiveLocation.FIELD,
        DirectiveLocation.FRAGMENT_DEFINITION,
        DirectiveLocation.FRAGMENT_SPREAD,
        DirectiveLocation.INLINE_FRAGMENT,
        DirectiveLocation.VARIABLE_DEFINITION,
    )
)


def merge_directive_definitions(merge: Merge) -> None:
    """Add the directives which clients may use, and those kept by @composeDirective."""
    names = dict.fromkeys(name for subgraph in merge.subgraphs for name in subgraph.directives)
    for name in names:
        if name in merge.composed.custom:
            merge.schema.directives[name] = merge.composed.custom[name].definition
            continue
        found = [
            Source(subgraph, subgraph.directives[name]) for subgraph in merge.subgraphs if name in subgraph.directives
        ]
        merged = _merge_executable(merge, name, found)
        if merged:
            merge.schema.directives[name] = merged


def _merge_executable(
    merge: Merge, name: str, sources: Sequence[Source[DirectiveDefinition]]
) -> DirectiveDefinition | None:
    locations = [[each for each in source.element.locations if each in _EXECUTABLE] for source in sources]
    if not any(locations):
        return None
    if len(sources) < len(merge.subgraphs):
        merge.hint(
            HintCode.INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE,
            f'Executable directive "@{name}" will not be part of the supergraph as only some subgraphs have it.',
            sources,
        )
        return None
    common = [each for each in locations[0] if all(each in others for others in locations)]
    if any(set(each) != set(common) for each in locations):
        merge.hint(
            HintCode.INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS,
            f'Executable directive "@{name}" has inconsistent locations across subgraphs and will use those common to'
            f" all: {', '.join(common) or 'none, so that it is left out'}.",
            sources,
        )
    if not common:
        return None
    return DirectiveDefinition(
        name=name,
        description=sources[0].element.description,
        arguments=merge_arguments(merge, f"@{name}", [_as_field(source) for source in sources]),
        locations=common,
        repeatable=all(source.element.repeatable for source in sources),
    )


def _as_field(source: Source[DirectiveDefinition]) -> Source[FieldElement]:
    definition = source.element
    return Source(
        source.subgraph,
        FieldElement(
            name=definition.name, type=Named("Boolean"), arguments=definition.arguments, position=definition.position
        ),
    )
