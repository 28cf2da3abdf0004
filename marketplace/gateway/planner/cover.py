"""Covers fields by ways at low cost: the facility-location problem behind every decision."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from marketplace.gateway.operation.selection import Deferral, Selection
from marketplace.gateway.planner.decision import Decision, Entry, Local, leaf_count
from marketplace.gateway.planner.requirements import fit_together

Fields = tuple[Selection, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One way to resolve one field. `step` is None where the way's target is an interface, below which
    all fields are decided together. `gather` resolves the field's `requires` first.
    """

    step: Local | None
    cost: float
    leftover: Fields
    requires: Fields = ()
    gather: Decision | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A candidate: the place itself (`entry` None), or a way into another graph by a key."""

    entry: Entry | None
    cost: float = 0
    key: Fields = ()
    gather: Decision | None = None


HERE = Way(None)

Options = dict[Way, Option]
Retry = Callable[[Selection, Iterable[Way]], Options]
"""The options of what is left of a field, through these ways."""


def cover_fields(pending: dict[Selection, Options], retry: Retry) -> tuple[dict[Way, dict[Selection, Option]], Fields]:
    """Which way resolves which fields, and the fields that no way resolves. Empties `pending`."""
    chosen: dict[Way, dict[Selection, Option]] = {}
    while pending:
        if full := _cheapest_cover(pending, chosen):
            way, taken = full
            chosen.setdefault(way, {}).update(taken)
            for field in taken:
                del pending[field]
        elif partial := _largest_part(pending):
            way, field, option = partial
            chosen.setdefault(way, {})[field] = option
            others = [other for other in pending.pop(field) if other is not way]
            rest = field.cut(children=option.leftover)
            pending[rest] = retry(rest, others)
        else:
            break
    return chosen, tuple(pending)


def _cheapest_cover(
    pending: dict[Selection, dict[Way, Option]], chosen: dict[Way, dict[Selection, Option]]
) -> tuple[Way, dict[Selection, Option]] | None:
    """The way with the lowest cost per field that it resolves wholly, and those fields."""
    covered: dict[Way, dict[Selection, Option]] = {}
    for field, options in pending.items():
        for way, option in options.items():
            if not option.leftover:
                covered.setdefault(way, {})[field] = option
    best: tuple[float, Way] | None = None
    for way, taken in covered.items():
        opening = 0 if way in chosen else way.cost
        price = (opening + sum(option.cost for option in taken.values())) / len(taken)
        if best is None or price < best[0]:
            best = (price, way)
    return (best[1], covered[best[1]]) if best else None


def _largest_part(pending: dict[Selection, dict[Way, Option]]) -> tuple[Way, Selection, Option] | None:
    """The way that leaves least of some field over, among those that resolve a part of it."""
    parts = [
        (leaf_count(option.leftover), way.cost + option.cost, way, field, option)
        for field, options in pending.items()
        for way, option in options.items()
    ]
    if not parts:
        return None
    _, _, way, field, option = min(parts, key=lambda part: part[:2])
    return way, field, option


def compatible_parts(taken: dict[Selection, Option]) -> list[tuple[Deferral | None, dict[Selection, Option]]]:
    """The fields in as few parts as needed so that in each all are deferred alike, and their requirements fit
    in one representation.
    """
    parts: list[tuple[Deferral | None, list[Selection], dict[Selection, Option]]] = []
    for field, option in taken.items():
        for deferral, required, part in parts:
            if deferral is field.deferral and fit_together(required, option.requires):
                required.extend(option.requires)
                part[field] = option
                break
        else:
            parts.append((field.deferral, list(option.requires), {field: option}))
    return [(deferral, part) for deferral, _, part in parts]
