"""Which fetches the parts of an incremental response wait for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from marketplace.gateway.operation.selection import Deferral
from marketplace.gateway.plan.nodes import DeferredPart, Fetch
from marketplace.gateway.planner.fetch_group import FetchGroup
from marketplace.gateway.planner.position import Position


def deferred_parts(
    deferrals: Sequence[Deferral], root: Position, serving: Mapping[Deferral | None, set[int]], fetches: Sequence[Fetch]
) -> dict[Deferral, DeferredPart]:
    """The deferred parts that have something to deliver, each after its parent. `serving` maps a part to
    the fetches that bring its fields.
    """
    parts: dict[Deferral, DeferredPart] = {}
    index_of: dict[Deferral, int] = {}
    for deferral in deferrals:
        try:
            path, position = root.at(deferral.path)
        except KeyError:
            continue  # what it stands in is withheld
        shape = position.part_shape(deferral)
        if not shape.fields:
            continue
        index_of[deferral] = len(parts)
        parts[deferral] = DeferredPart(
            label=deferral.label,
            path=path,
            types=None if position.every_type <= deferral.types else deferral.types,
            shape=shape,
            fetches=with_dependencies(serving.get(deferral, ()), fetches),
            parent=_nearest(deferral.parent, index_of),
        )
    return parts


def _nearest(deferral: Deferral | None, index_of: Mapping[Deferral, int]) -> int | None:
    while deferral is not None and deferral not in index_of:
        deferral = deferral.parent
    return index_of[deferral] if deferral is not None else None


def with_dependencies(indices: Iterable[int], fetches: Sequence[Fetch]) -> frozenset[int]:
    """The fetches and all that they wait for."""
    found: set[int] = set()
    pending = list(indices)
    while pending:
        index = pending.pop()
        if index not in found:
            found.add(index)
            pending.extend(fetches[index].depends_on)
    return frozenset(found)


def assign_parts(fetches: Sequence[Fetch], first: frozenset[int], parts: Sequence[DeferredPart]) -> tuple[Fetch, ...]:
    """The fetches, those not needed at first marked with the earliest part that needs them."""
    return tuple(
        fetch
        if fetch.index in first
        else replace(fetch, part=next((n for n, part in enumerate(parts) if fetch.index in part.fetches), None))
        for fetch in fetches
    )


def serving_fetches(batches: Sequence[Sequence[FetchGroup]]) -> dict[Deferral | None, set[int]]:
    """Part -> the fetches that bring its fields; fetch n is made of batch n."""
    serving: dict[Deferral | None, set[int]] = {}
    for index, batch in enumerate(batches):
        for group in batch:
            for deferral in group.serves:
                serving.setdefault(deferral, set()).add(index)
    return serving
