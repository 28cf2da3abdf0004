"""The comparison tells what matters apart from what the specification leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.comparison import difference, nulled_places

PAGE = {"offers": {"nodes": [{"title": "A", "seller": None}, {"title": "B", "seller": {"name": "C"}}]}}


def failed(*path: str | int) -> dict[str, Any]:
    return {"message": "words", "path": list(path)}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"data": {"a": 1, "b": 2}}, {"data": {"b": 2, "a": 1}}),
        ({"data": {"a": 1}}, {"data": {"a": 1.0}}),
        ({"data": {"a": None}}, {"data": {"a": None}, "errors": [failed("a")]}),
        ({"data": None, "errors": [failed("a")]}, {"data": None}),
    ],
    ids=["order of keys", "kind of number", "an error less", "an error more"],
)
def test_what_differs(answer: Any, expected: Any) -> None:
    assert difference(answer, expected)


def test_an_error_counts_at_the_null_it_made() -> None:
    deep = {"data": PAGE, "errors": [failed("offers", "nodes", 0, "seller", "rating", "count")]}
    shallow = {"data": PAGE, "errors": [failed("offers", "nodes", 0, "seller", "name")]}
    assert nulled_places(deep) == {("offers", "nodes", 0, "seller")}
    assert difference(deep, shallow) == ""
