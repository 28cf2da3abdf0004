"""Merging adds, and takes nothing away."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.executor.merge import clone, merge_object, rename_keys, rename_path

KEYS = st.sampled_from("abc")
LEAVES = st.none() | st.integers(0, 3) | st.sampled_from(["", "x"]) | st.booleans()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=3)


@pytest.mark.parametrize(
    ("target", "source", "merged"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": {"b": 1}}, {"a": {"c": 2}}, {"a": {"b": 1, "c": 2}}),
        ({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"c": 3}, {"c": 4}]}, {"a": [{"b": 1, "c": 3}, {"b": 2, "c": 4}]}),
        ({"a": [[{"b": 1}]]}, {"a": [[{"c": 2}]]}, {"a": [[{"b": 1, "c": 2}]]}),
        ({"a": [{"b": 1}, None]}, {"a": [None, {"b": 2}]}, {"a": [{"b": 1}, {"b": 2}]}),
        ({"a": {"b": 1}}, {"a": None}, {"a": {"b": 1}}),
        ({"a": None}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": 0}, {"a": False}, {"a": False}),
    ],
)
def test_merge(target: dict[str, Any], source: dict[str, Any], merged: dict[str, Any]) -> None:
    merge_object(target, source)
    assert target == merged


@given(OBJECTS, OBJECTS)
def test_everything_that_the_source_says_is_there_afterwards(target: dict[str, Any], source: dict[str, Any]) -> None:
    said = list(paths(copy.deepcopy(source)))
    merge_object(target, source)
    for path, value in said:
        assert find(target, path) == value


@given(OBJECTS, OBJECTS)
def test_what_the_source_does_not_contradict_stays(target: dict[str, Any], source: dict[str, Any]) -> None:
    known = list(paths(copy.deepcopy(target)))
    contradicted = {path for path, _ in paths(copy.deepcopy(source))}
    lists = {path for path, value in containers(source) if isinstance(value, list | dict)}
    merge_object(target, source)
    for path, value in known:
        prefixes = {path[:length] for length in range(1, len(path) + 1)}
        if prefixes.isdisjoint(contradicted) and prefixes.isdisjoint(lists):
            assert find(target, path) == value


@given(OBJECTS)
def test_merging_a_copy_changes_nothing(target: dict[str, Any]) -> None:
    before = copy.deepcopy(target)
    merge_object(target, clone(before))
    assert target == before


@given(VALUES)
def test_a_clone_shares_no_container(value: Any) -> None:
    copied = clone(value)
    assert copied == value
    originals = {id(container) for _, container in containers({"a": value})}
    assert originals.isdisjoint(id(container) for _, container in containers({"a": copied}))


def test_renames_apply_below_lists() -> None:
    answer = {"x": [{"_k_1": 1, "k": 2}, None], "k": 3}
    renames = {"x": ("y", {"_k_1": ("k1", None)})}
    assert rename_keys(answer, renames) == {"y": [{"k1": 1, "k": 2}, None], "k": 3}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["x", 0, "_k_1"], ["y", 0, "k1"]),
        (["x", 0, 1, "k", "_k_1"], ["y", 0, 1, "k", "_k_1"]),
        (["k", "x"], ["k", "x"]),
        ([], []),
    ],
)
def test_an_errors_path_is_renamed_as_far_as_there_are_names(path: list[Any], expected: list[Any]) -> None:
    assert rename_path(path, {"x": ("y", {"_k_1": ("k1", None)})}) == expected


Path = tuple[str | int, ...]


def containers(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The containers inside an object, with their paths."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, dict | list):
            yield (*path, key), item
            yield from containers(item, (*path, key))


def paths(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The leaves that are not null, with their paths."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(item, (*path, key))
    elif value is not None:
        yield path, value


def find(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value
