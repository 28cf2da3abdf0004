"""With few ways to choose from no cover is cheaper; with many every field is still covered, at a bounded price."""

from __future__ import annotations

from itertools import combinations
from math import inf, log

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.operation.selection import Selection
from marketplace.gateway.planner.cover import Option, Options, Way, cover_fields

Prices = dict[tuple[int, int], int]
"""What a field costs through a way, by their numbers; a pair that is missing has no option."""


@st.composite
def problems(draw, least: int, most: int) -> tuple[list[int], Prices, int]:
    """The ways' own costs, prices, and the number of fields, each of which has an option."""
    ways = draw(st.lists(st.integers(0, 3), min_size=least, max_size=most))
    fields = draw(st.integers(1, 6))
    prices: Prices = {}
    for field in range(fields):
        options = draw(st.sets(st.integers(0, len(ways) - 1), min_size=1))
        prices |= {(field, way): draw(st.integers(0, 3)) for way in options}
    return ways, prices, fields


def cost_of(costs: list[int], prices: Prices, fields: int) -> float:
    """Of the cover that is found."""
    ways = [Way(None, cost) for cost in costs]
    selections = [Selection(f"f{number}", f"f{number}", frozenset(("T",)), "T") for number in range(fields)]
    pending: dict[Selection, Options] = {selection: {} for selection in selections}
    for (field, way), price in prices.items():
        pending[selections[field]][ways[way]] = Option(None, price, ())
    chosen, leftover = cover_fields(pending, lambda *_: {})
    assert leftover == ()
    assert sorted(field.name for taken in chosen.values() for field in taken) == [s.name for s in selections]
    return sum(way.cost + sum(option.cost for option in taken.values()) for way, taken in chosen.items())


def lowest_cost(costs: list[int], prices: Prices, fields: int) -> float:
    """Of all covers."""
    best = inf
    for size in range(1, len(costs) + 1):
        for opened in combinations(range(len(costs)), size):
            each = [min((prices.get((field, way), inf) for way in opened), default=inf) for field in range(fields)]
            best = min(best, sum(costs[way] for way in opened) + sum(each))
    return best


@given(problems(1, 4))
def test_few_ways_are_chosen_at_the_lowest_cost(problem):
    assert cost_of(*problem) == lowest_cost(*problem)


@given(problems(5, 9))
def test_many_ways_are_chosen_greedily(problem):
    """The bound of the greedy method: the harmonic number of the fields times the lowest cost."""
    assert cost_of(*problem) <= lowest_cost(*problem) * (1 + log(problem[2])) + 1e-9


def test_each_field_goes_to_the_way_that_has_its_children():
    """Both ways have to be opened. By its average price the first would get the third field, too."""
    prices: Prices = {(0, 1): 0, (1, 1): 3, (2, 0): 1, (2, 1): 0, (3, 0): 0, (3, 1): 1}
    assert cost_of([1, 1], prices, 4) == 5
