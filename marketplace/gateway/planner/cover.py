"""Covers fields by ways at low cost: the facility-location problem behind every decision.

Opening a way costs its fetches once; each field then costs what its option through an open way costs. With few ways to
choose from every set of them is tried; with many the cover is built greedily, way by way.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import combinations

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
_TRIED_WAYS = 4
"""With more ways than this, beside those that some field needs, there are too many sets of them to try."""
Retry = Callable[[Selection, Iterable[Way]], Options]
"""The options of what is left of a field, through these ways."""
_Cover = dict[Way, dict[Selection, Option]]


def cover_fields(pending: dict[Selection, Options], retry: Retry) -> tuple[dict[Way, dict[Selection, Option]], Fields]:
    """Which way resolves which fields, and the fields that no way resolves. Empties `pending`."""
    chosen: dict[Way, dict[Selection, Option]] = {}
    while pending:
        if full := _cheapest_cover(pending, chosen):
            for way, taken in full.items():
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


def _cheapest_cover(pending: dict[Selection, Options], chosen: dict[Way, dict[Selection, Option]]) -> _Cover:
    """Ways for the fields that some way resolves wholly: for all of them, or for the first that are worth it."""
    whole: dict[Selection, Options] = {}
    for field, options in pending.items():
        if full := {way: option for way, option in options.items() if not option.leftover}:
            whole[field] = full
    needed = dict.fromkeys(way for options in whole.values() if len(options) == 1 for way in options)
    optional = [way for way in dict.fromkeys(way for options in whole.values() for way in options) if way not in needed]
    if len(optional) > _TRIED_WAYS:
        return _best_star(whole, chosen)
    sets = (opened for size in range(len(optional) + 1) for opened in combinations(optional, size))
    covers = (_cover_by(dict.fromkeys((*needed, *opened)), whole, chosen) for opened in sets)
    _, best = min((cover for cover in covers if cover is not None), key=lambda cover: cover[0], default=(0, {}))
    return dict(sorted(best.items(), key=lambda part: _price(part[0], part[1], chosen)))


def _price(way: Way, taken: dict[Selection, Option], chosen: Collection[Way]) -> float:
    """Per field."""
    return ((0 if way in chosen else way.cost) + sum(option.cost for option in taken.values())) / len(taken)


def _cover_by(
    opened: Collection[Way], whole: dict[Selection, Options], chosen: Collection[Way]
) -> tuple[float, _Cover] | None:
    """What it costs to resolve every field by the cheapest of these ways; None when they do not resolve all."""
    cost = sum(way.cost for way in opened if way not in chosen)
    cover: _Cover = {}
    for field, options in whole.items():
        way = min((way for way in options if way in opened), key=lambda way: options[way].cost, default=None)
        if way is None:
            return None
        cost += options[way].cost
        cover.setdefault(way, {})[field] = options[way]
    return cost, cover


def _best_star(whole: dict[Selection, Options], chosen: Collection[Way]) -> _Cover:
    """The way with the lowest cost per field, and the fields for which it is that low."""
    covered: dict[Way, list[tuple[float, int, Selection]]] = {}
    for index, (field, options) in enumerate(whole.items()):
        for way, option in options.items():
            covered.setdefault(way, []).append((option.cost, index, field))
    best: tuple[float, Way, list[Selection]] | None = None
    for way, fields in covered.items():
        cost = 0.0 if way in chosen else way.cost
        taken: list[Selection] = []
        for price, _, field in sorted(fields, key=lambda each: each[:2]):
            cost += price
            taken.append(field)
            if best is None or cost / len(taken) < best[0]:
                best = (cost / len(taken), way, list(taken))
    return {best[1]: {field: whole[field][best[1]] for field in best[2]}} if best else {}


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
