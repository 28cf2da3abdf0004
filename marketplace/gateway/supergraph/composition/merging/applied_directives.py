"""The directives on an element of the supergraph, out of those on it in the subgraphs."""

from collections import Counter
from collections.abc import Iterator, Sequence

from marketplace.gateway.supergraph.composition.codes import HintCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.merging.argument_strategies import STRATEGIES, merge_arguments
from marketplace.gateway.supergraph.composition.merging.features import CARRIED_DIRECTIVES, MERGED_DIRECTIVES
from marketplace.gateway.supergraph.composition.merging.join_directives import join_directive
from marketplace.gateway.supergraph.composition.merging.sources import Merge, Source
from marketplace.gateway.supergraph.composition.schema.elements import (
    AppliedDirective,
    Element,
    TypeElement,
    TypeKind,
)
from marketplace.gateway.supergraph.composition.schema.values import canonical, object_value

CACHE_CONTROL = "cacheControl"
"""Source: https://www.apollographql.com/docs/apollo-server/performance/caching"""
_BUILT_IN = frozenset({"deprecated", "specifiedBy", "oneOf"})


def merge_applied_directives(
    merge: Merge, coordinate: str, sources: Sequence[Source[Element]]
) -> list[AppliedDirective]:
    """Merge the directives which the supergraph keeps; the others have done their work."""
    groups: dict[str, list[tuple[Source[Element], AppliedDirective]]] = {}
    for source in sources:
        for applied in source.element.directives:
            name = _supergraph_name(merge, source, applied)
            if name:
                groups.setdefault(name, []).append((source, applied))
    merged = [each for name, found in groups.items() for each in _merge_uses(merge, coordinate, name, found)]
    return [*merged, *_carry(merge, sources)]


def _carry(merge: Merge, sources: Sequence[Source[Element]]) -> Iterator[AppliedDirective]:
    """Write the directives that stay with their subgraphs, equal ones together."""
    uses: dict[tuple[str, str], tuple[AppliedDirective, list[str]]] = {}
    for source in sources:
        for applied in source.element.directives:
            if name := _carried_name(merge, source, applied):
                key = (name, str(canonical(object_value(applied.arguments))))
                uses.setdefault(key, (applied, []))[1].append(merge.graph(source.subgraph))
    for (name, _), (applied, graphs) in uses.items():
        yield join_directive(name, graphs, applied.arguments, applied.federation)


def _carried_name(merge: Merge, source: Source[Element], applied: AppliedDirective) -> str | None:
    """Besides federation's own, the cache hints that Apollo Server's subgraphs define without a link. The join
    specification has no place for what a union says.
    """
    if applied.federation is not None:
        return f"federation__{applied.federation.value}" if applied.federation in CARRIED_DIRECTIVES else None
    definition = source.subgraph.directives.get(CACHE_CONTROL)
    is_hint = applied.name == CACHE_CONTROL and definition is not None and "maxAge" in definition.arguments
    if not is_hint or merge.composed.custom_name(source.subgraph.name, CACHE_CONTROL):
        return None
    element = source.element
    return None if isinstance(element, TypeElement) and element.kind is TypeKind.UNION else CACHE_CONTROL


def _supergraph_name(merge: Merge, source: Source[Element], applied: AppliedDirective) -> str | None:
    if applied.federation in MERGED_DIRECTIVES:
        return merge.composed.federation_name(applied.federation)
    if applied.federation is not None:
        return None
    if applied.name in _BUILT_IN:
        return applied.name
    return merge.composed.custom_name(source.subgraph.name, applied.name)


def _merge_uses(
    merge: Merge, coordinate: str, name: str, found: Sequence[tuple[Source[Element], AppliedDirective]]
) -> Iterator[AppliedDirective]:
    distinct: dict[tuple[tuple[str, str | None], ...], AppliedDirective] = {}
    counts: Counter[tuple[tuple[str, str | None], ...]] = Counter()
    for _, applied in found:
        arguments = tuple(sorted((argument, canonical(value)) for argument, value in applied.arguments.items()))
        distinct.setdefault(arguments, applied)
        counts[arguments] += 1
    federation = found[0][1].federation
    if federation is FederationDirective.TAG or merge.composed.is_repeatable(name) or len(distinct) == 1:
        for applied in distinct.values():
            yield AppliedDirective(name=name, arguments=applied.arguments, federation=federation)
        return
    sources = [source for source, _ in found]
    if federation in STRATEGIES:
        merge.hint(
            HintCode.MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS,
            f'Directive @{name} is applied to "{coordinate}" in multiple subgraphs with different arguments, which'
            " were merged.",
            sources,
        )
        yield AppliedDirective(
            name=name, arguments=merge_arguments(federation, list(distinct.values())), federation=federation
        )
        return
    merge.hint(
        HintCode.INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS,
        f'Non-repeatable directive @{name} is applied to "{coordinate}" in multiple subgraphs but with incompatible'
        " arguments. The supergraph will use the most frequent ones.",
        sources,
    )
    chosen = distinct[max(counts, key=lambda arguments: counts[arguments])]
    yield AppliedDirective(name=name, arguments=chosen.arguments, federation=federation)
