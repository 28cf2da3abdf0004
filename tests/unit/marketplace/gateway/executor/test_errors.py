"""Errors are told in the client's paths, as much of them as the client may read."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.gateway.errors import MASKED_SUBGRAPH_MESSAGE, SubgraphTimeoutError
from marketplace.gateway.executor.errors import MAX_ERRORS_PER_FETCH, ErrorCollector, client_path, lost_fields
from marketplace.gateway.executor.targets import ResponsePath
from tests.harness.federated_schemas import compose_supergraph, plan_operation
from tests.harness.gateway_context import request_context

SHAPE = plan_operation(
    compose_supergraph(
        {
            "a": """
                type Query { ships: [Ship] thing: Thing }
                interface Thing { name: String }
                type Ship implements Thing @key(fields: "id") { id: ID! name: String captain: Person }
                type Person implements Thing { name: String age: Int }
            """
        }
    ),
    "{ fleet: ships { label: name captain { name } } thing { name ... on Person { years: age } } }",
).shape


def test_a_failed_fetch_is_told_for_every_field_that_it_took_away() -> None:
    errors = ErrorCollector(request_context())
    errors.add_failure(SubgraphTimeoutError("a", "was too slow."), [("ships", 0), ("ships", 1)])
    extensions = {"code": "SUBGRAPH_TIMEOUT", "subgraph": "a"}
    message = "Subgraph 'a': was too slow."
    assert errors.errors == [
        {"message": message, "path": ["ships", 0], "extensions": extensions},
        {"message": message, "path": ["ships", 1], "extensions": extensions},
    ]


@pytest.mark.parametrize(
    ("sees_errors", "expected"),
    [
        (
            True,
            {"message": "no row", "path": ["a"], "extensions": {"code": "MISSING", "table": "x", "subgraph": "s"}},
        ),
        (False, {"message": MASKED_SUBGRAPH_MESSAGE, "path": ["a"], "extensions": {"code": "SUBGRAPH_FAILED"}}),
    ],
)
def test_a_subgraphs_own_error(sees_errors: bool, expected: dict[str, Any]) -> None:
    errors = ErrorCollector(request_context(sees_errors=sees_errors))
    errors.add_subgraph_error("s", {"message": "no row", "extensions": {"code": "MISSING", "table": "x"}}, [("a",)])
    assert errors.errors == [expected]


def test_a_public_code_lets_the_message_through_and_nothing_else() -> None:
    errors = ErrorCollector(request_context(sees_errors=False, public_codes=["MISSING"]))
    errors.add_subgraph_error("s", {"message": "no row", "extensions": {"code": "MISSING", "table": "x"}}, [("a",)])
    assert errors.errors == [{"message": "no row", "path": ["a"], "extensions": {"code": "MISSING"}}]


@pytest.mark.parametrize("error", [{}, {"message": None, "extensions": []}, {"message": 3}])
def test_an_error_of_another_form_is_still_an_error(error: dict[str, Any]) -> None:
    errors = ErrorCollector(request_context())
    errors.add_subgraph_error("s", error, [("a",)])
    (entry,) = errors.errors
    assert isinstance(entry["message"], str)
    assert entry["extensions"] == {"code": "SUBGRAPH_FAILED", "subgraph": "s"}


def test_the_same_is_told_once_for_a_path() -> None:
    errors = ErrorCollector(request_context())
    for message in ("one", "one", "two"):
        errors.add_subgraph_error("s", {"message": message}, [("a", 0)])
    assert [entry["message"] for entry in errors.errors] == ["one", "two"]


def test_a_fetch_tells_no_more_than_the_limit() -> None:
    errors = ErrorCollector(request_context())
    errors.add_failure(SubgraphTimeoutError("a", "was too slow."), ((n,) for n in range(MAX_ERRORS_PER_FETCH + 5)))
    assert len(errors.errors) == MAX_ERRORS_PER_FETCH


def test_an_error_of_the_whole_operation_has_no_path() -> None:
    errors = ErrorCollector(request_context())
    errors.add_subgraph_error("s", {"message": "refused"}, [()])
    assert "path" not in errors.errors[0]


@pytest.mark.parametrize(
    ("path", "explained"),
    [(("a",), True), (("a", 0), True), (("a", 0, "b"), True), (("a", 1), False), (("a", 0, "b", "c"), False)],
)
def test_a_null_is_explained_by_an_error_at_or_below_it(path: ResponsePath, explained: bool) -> None:
    errors = ErrorCollector(request_context())
    errors.add("wrong", "CODE", ("a", 0, "b"))
    assert errors.has_error_at_or_below(path) is explained


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["fleet", 2, "label"], ("fleet", 2, "label")),
        (["fleet", 2, "captain", "name"], ("fleet", 2, "captain", "name")),
        (["fleet", 2, "hidden", "name"], ("fleet", 2)),
        (["hidden"], ()),
    ],
)
def test_client_path(keys: list[str | int], expected: ResponsePath) -> None:
    assert client_path(SHAPE, keys) == expected


def test_lost_fields_are_the_clients_own_for_objects_of_the_type() -> None:
    thing = SHAPE.fields[1].child
    assert thing is not None
    keys = ["name", "years", "hidden"]
    assert lost_fields(thing, keys, "Person") == ["name", "years"]
    assert lost_fields(thing, keys, "Ship") == ["name"]
    assert lost_fields(thing, keys, None) == ["name", "years"]
