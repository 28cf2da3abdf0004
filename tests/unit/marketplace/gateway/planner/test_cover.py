"""Fields are covered by the cheapest ways, and nothing is said to be covered that is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.operation.selection import Selection
from marketplace.gateway.planner.cover import HERE, Option, Options, Way, compatible_parts, cover_fields

EVERY = frozenset({"T"})


def leaf(name: str, arguments: str = "") -> Selection:
    return Selection(name, name, EVERY, "Int", arguments=arguments)


def branch(name: str, *children: Selection) -> Selection:
    return Selection(name, name, EVERY, "T", children=children)


def never(_rest: Selection, _others: Iterable[Way]) -> Options:
    raise AssertionError("nothing is left to be tried again")


def option(cost: float = 0, leftover: tuple[Selection, ...] = ()) -> Option:
    return Option(None, cost, leftover)


def test_one_way_for_all_is_better_than_a_cheap_one_for_each() -> None:
    a, b = leaf("a"), leaf("b")
    one, other, both = Way(None, 1), Way(None, 1), Way(None, 1.5)
    chosen, left = cover_fields({a: {one: option(), both: option()}, b: {other: option(), both: option()}}, never)
    assert left == ()
    assert {way: set(taken) for way, taken in chosen.items()} == {both: {a, b}}


def test_an_open_way_is_paid_for_once() -> None:
    a, b = leaf("a"), leaf("b")
    open_way, other = Way(None, 5), Way(None, 1)
    chosen, _ = cover_fields({a: {open_way: option()}, b: {open_way: option(0.5), other: option()}}, never)
    assert sum(len(taken) for taken in chosen.values()) == 2
    assert a in chosen[open_way]


def test_what_a_way_leaves_over_is_tried_by_the_others() -> None:
    x, y = leaf("x"), leaf("y")
    field = branch("f", x, y)
    first, second = Way(None, 1), Way(None, 1)
    tried: list[tuple[Selection, ...] | None] = []

    def retry(rest: Selection, others: Iterable[Way]) -> Options:
        tried.append(rest.children)
        assert list(others) == [second]
        return {second: option()}

    chosen, left = cover_fields({field: {first: option(leftover=(y,)), second: option(leftover=(x, y))}}, retry)
    assert (tried, left) == ([(y,)], ())
    assert list(chosen[first]) == [field]
    (rest,) = chosen[second]
    assert (rest.origin, rest.children) == (field, (y,))


def test_what_no_way_resolves_is_left_over() -> None:
    a, b = leaf("a"), leaf("b")
    chosen, left = cover_fields({a: {}, b: {HERE: option()}}, never)
    assert left == (a,)
    assert list(chosen[HERE]) == [b]


WAYS = [Way(None, cost) for cost in (0, 1, 1, 2)]


@given(
    st.lists(
        st.dictionaries(st.integers(0, 3), st.sampled_from([0.0, 0.5, 1.0, 3.0]), max_size=4), min_size=1, max_size=5
    )
)
def test_every_field_that_some_way_resolves_is_covered_once(table: list[Mapping[int, float]]) -> None:
    fields = [leaf(f"f{number}") for number in range(len(table))]
    pending = {
        field: {WAYS[way]: option(cost) for way, cost in costs.items()}
        for field, costs in zip(fields, table, strict=True)
    }
    offered = {field: dict(options) for field, options in pending.items()}
    chosen, left = cover_fields(pending, never)
    covered = [field for taken in chosen.values() for field in taken]
    assert sorted(id(f) for f in (*covered, *left)) == sorted(id(f) for f in fields)
    assert all(not offered[field] for field in left)
    for way, taken in chosen.items():
        assert all(offered[field][way] is found for field, found in taken.items())


@pytest.mark.parametrize(
    ("requirements", "parts"),
    [
        ([[], [leaf("p")], [leaf("p")]], [[0, 1, 2]]),
        ([[leaf("p", "(a: 1)")], [leaf("p", "(a: 2)")], [leaf("p", "(a: 1)")]], [[0, 2], [1]]),
        ([[branch("b", leaf("p", "(a: 1)"))], [branch("b", leaf("p", "(a: 2)"))]], [[0], [1]]),
        ([[branch("b", leaf("p", "(a: 1)"))], [branch("b", leaf("q", "(a: 2)"))], [leaf("p")]], [[0, 1, 2]]),
        ([[leaf("p", "(a: 1)"), leaf("q")], [leaf("q"), leaf("r")], [leaf("p")]], [[0, 1], [2]]),
    ],
)
def test_requirements_that_exclude_each_other_are_parted(
    requirements: list[list[Selection]], parts: list[list[int]]
) -> None:
    fields = [leaf(f"f{number}") for number in range(len(requirements))]
    taken = {field: Option(None, 0, (), tuple(required)) for field, required in zip(fields, requirements, strict=True)}
    assert [[fields.index(field) for field in part] for _, part in compatible_parts(taken)] == parts


def test_fields_of_disjoint_types_do_not_exclude_each_other() -> None:
    one = Selection("p", "p", frozenset({"A"}), "Int", arguments="(a: 1)")
    other = Selection("p", "p", frozenset({"B"}), "Int", arguments="(a: 2)")
    taken = {leaf("f"): Option(None, 0, (), (one,)), leaf("g"): Option(None, 0, (), (other,))}
    assert len(compatible_parts(taken)) == 1
