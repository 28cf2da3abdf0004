"""Fields that a subgraph would refuse under one response key get keys of their own, and are named back."""

from __future__ import annotations

import pytest

from marketplace.gateway.executor.merge import rename_keys
from marketplace.gateway.operation.selection import Selection
from marketplace.gateway.planner.fetch_group import SelectionTree, WireField
from marketplace.gateway.planner.wire_keys import assign_wire_keys


def tree(*fields: tuple[str, str, str] | tuple[str, str, str, SelectionTree]) -> SelectionTree:
    """A tree of (fragment, working key, shape[, child])."""
    made = SelectionTree()
    for fragment, key, shape, *child in fields:
        selection = Selection(key, key, frozenset({fragment}), "String")
        made.fields[fragment, key] = WireField(selection, key, shape, child[0] if child else None, key)
    return made


def keys(made: SelectionTree) -> list[str]:
    return [field.wire_key for field in made.fields.values()]


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        (["Int", "Int"], ["n", "n"]),
        (["Int", "Int!"], ["n", "_n_1"]),
        (["Int", "Int!", "Int", "[Int]"], ["n", "_n_1", "n", "_n_2"]),
    ],
)
def test_one_key_for_each_shape(shapes: list[str], expected: list[str]) -> None:
    made = tree(*((f"T{number}", "n", shape) for number, shape in enumerate(shapes)))
    assign_wire_keys([made])
    assert keys(made) == expected


def test_nothing_is_renamed_where_all_agree() -> None:
    assert assign_wire_keys([tree(("A", "n", "Int"), ("B", "n", "Int"), ("B", "m", "String"))]) is None


def test_trees_of_one_position_are_told_apart_together() -> None:
    one, other = tree(("A", "n", "Int")), tree(("B", "n", "Int!"))
    renames = assign_wire_keys([one, other])
    assert (keys(one), keys(other)) == (["n"], ["_n_1"])
    assert renames is not None
    assert rename_keys([{"n": 1}, {"_n_1": 2}], renames) == [{"n": 1}, {"n": 2}]


def test_children_under_one_key_stand_at_one_position() -> None:
    one, other = tree(("C", "n", "Int")), tree(("D", "n", "String"))
    parent = tree(("A", "below", "{}", one), ("B", "below", "{}", other))
    renames = assign_wire_keys([parent])
    assert (keys(parent), keys(one), keys(other)) == (["below", "below"], ["n"], ["_n_1"])
    assert renames is not None
    assert rename_keys({"below": {"_n_1": "x"}}, renames) == {"below": {"n": "x"}}


def test_children_under_keys_of_their_own_are_free() -> None:
    one, other = tree(("C", "n", "Int")), tree(("D", "n", "String"))
    parent = tree(("A", "below", "{}", one), ("B", "below", "{}!", other))
    renames = assign_wire_keys([parent])
    assert (keys(parent), keys(one), keys(other)) == (["below", "_below_1"], ["n"], ["n"])
    assert renames is not None
    assert rename_keys({"_below_1": {"n": "x"}}, renames) == {"below": {"n": "x"}}
