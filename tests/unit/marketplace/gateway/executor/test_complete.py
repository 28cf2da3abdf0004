"""Completion is graphql-core's: equal data, and errors where it has them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import build_schema, execute_sync, parse
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.executor.complete import Completer
from marketplace.gateway.executor.errors import ErrorCollector
from marketplace.gateway.plan.shape import ResponseShape
from tests.harness.comparison import nulled_places
from tests.harness.federated_schemas import compose_supergraph, plan_operation
from tests.harness.gateway_context import request_context

SDL = """
type Query {
  one: Thing! some: [Thing!] grid: [[Leaves!]]! pair: Pair word: String number: Int! mood: Mood id: ID flag: Boolean
  ratio: Float anything: Anything
}
interface Thing { id: ID! next: Thing }
type Leaves implements Thing { id: ID! next: Thing int: Int! text: String mood: Mood! list: [Float!] }
type Node implements Thing { id: ID! next: Thing leaves: [Leaves]! must: Leaves! }
union Pair = Leaves | Node
enum Mood { CALM LOUD }
scalar Anything
"""
QUERY = """{
  grid { ...L } number
  one { ...T }
  some { ...T next { __typename id ...L } }
  pair { __typename ...L ... on Node { id leaves { ...L } } }
  word mood id flag ratio anything again: word kind: __typename
}
fragment L on Leaves { int text list mood }
fragment T on Thing { id ... on Node { must { ...L id } leaves { int } next { id } } ...L }
"""
SHAPE = plan_operation(compose_supergraph({"a": SDL}), QUERY).shape
SCHEMA = build_schema(SDL)
RIGHT: dict[str, st.SearchStrategy[Any]] = {
    "Int": st.integers(-2, 2),
    "Float": st.floats(-1, 1),
    "String": st.sampled_from(["", "a"]),
    "ID": st.sampled_from(["1", "2"]),
    "Boolean": st.booleans(),
    "Mood": st.sampled_from(["CALM", "LOUD"]),
    "Anything": st.sampled_from([1, "x", [None], {"a": 1}]),
}


@st.composite
def values(draw: st.DrawFn, type_: str, depth: int = 3) -> Any:
    """A value of the type as a subgraph may give it: null in places where it may not be, too."""
    if draw(st.integers(0, 9)) == 0:
        return None
    type_ = type_.removesuffix("!")
    if type_.startswith("["):
        return [draw(values(type_[1:-1], depth)) for _ in range(draw(st.integers(0, 2)))]
    if type_ in RIGHT:
        return draw(RIGHT[type_])
    name = draw(st.sampled_from(["Leaves", "Node"])) if type_ in ("Thing", "Pair") else type_
    if depth == 0:
        return None
    fields = SCHEMA.type_map[name].fields  # type: ignore[attr-defined]
    return {"__typename": name} | {key: draw(values(str(field.type), depth - 1)) for key, field in fields.items()}


def complete(shape: ResponseShape, root: dict[str, Any]) -> dict[str, Any]:
    errors = ErrorCollector(request_context())
    data = Completer(errors, {}).complete(shape, root)
    return {"data": data, "errors": errors.errors}


@given(st.fixed_dictionaries({key: values(str(field.type)) for key, field in SCHEMA.query_type.fields.items()}))  # type: ignore[union-attr]
def test_equal_to_graphql_core(root: dict[str, Any]) -> None:
    expected = execute_sync(SCHEMA, parse(QUERY), root, type_resolver=lambda value, *_: value["__typename"]).formatted
    completed = complete(SHAPE, {**root, "again": root["word"]})
    assert json.dumps(completed["data"]) == json.dumps(expected["data"])
    assert nulled_places(completed) == nulled_places(expected)


def shape_of(field: str) -> ResponseShape:
    return plan_operation(compose_supergraph({"a": f"enum Mood {{ CALM }} type Query {{ {field} }}"}), "{ f }").shape


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("Int", "1"), ("Int", 1.5), ("Int", True), ("Int", 2**31), ("Int", [1]), ("Float", "1"), ("Float", True),
        ("String", 1), ("Boolean", 1), ("ID", 1.5), ("ID", True), ("Mood", "LOUD"), ("Mood", 1), ("[Int]", 1),
        ("[Int]", {"a": 1}),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_an_error_at_its_place(type_: str, value: Any) -> None:
    completed = complete(shape_of(f"f: {type_}"), {"f": value})
    assert completed["data"] == {"f": None}
    (error,) = completed["errors"]
    assert error["path"] == ["f"]
    assert error["extensions"] == {"code": "SUBGRAPH_VALUE_INVALID"}


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [("Int", -(2**31), -(2**31)), ("Float", 1, 1), ("ID", 7, "7"), ("[[Int]]", [[1, None], None], [[1, None], None])],
)
def test_a_value_that_fits(type_: str, value: Any, expected: Any) -> None:
    completed = complete(shape_of(f"f: {type_}"), {"f": value})
    assert completed == {"data": {"f": expected}, "errors": []}
    assert type(completed["data"]["f"]) is type(expected)


def test_what_was_never_fetched_is_null_without_an_error() -> None:
    assert complete(shape_of("f: Int"), {}) == {"data": {"f": None}, "errors": []}


def test_data_that_became_null_is_explained_even_when_nothing_was_fetched() -> None:
    completed = complete(shape_of("f: Int!"), {})
    assert completed["data"] is None
    assert [error["extensions"]["code"] for error in completed["errors"]] == ["NON_NULL_FIELD_NULL"]


def test_an_object_of_a_type_that_clients_do_not_know_is_null() -> None:
    shape = plan_operation(compose_supergraph({"a": SDL}), "{ pair { __typename } }").shape
    assert complete(shape, {"pair": {"__typename": "Secret"}})["data"] == {"pair": None}


@pytest.mark.parametrize("selection", ["id __typename", "id ... on Node { must { int } }"])
def test_an_object_of_unknown_type_is_null_where_its_type_matters(selection: str) -> None:
    shape = plan_operation(compose_supergraph({"a": SDL}), f"{{ some {{ id next {{ {selection} }} }} }}").shape
    assert complete(shape, {"some": [{"id": "1", "next": {"id": "2"}}]}) == {
        "data": {"some": [{"id": "1", "next": None}]},
        "errors": [],
    }


def test_an_object_of_unknown_type_is_complete_where_its_type_does_not_matter() -> None:
    shape = plan_operation(compose_supergraph({"a": SDL}), "{ some { id next { id } } }").shape
    root = {"some": [{"id": "1", "next": {"id": "2"}}]}
    assert complete(shape, root) == {"data": root, "errors": []}
