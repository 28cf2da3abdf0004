"""What goes to a subgraph, and what becomes of whatever it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from marketplace.gateway.errors import SubgraphTimeoutError
from marketplace.gateway.executor import PlanResult, execute_plan
from marketplace.gateway.ports import SubgraphResponse
from marketplace.gateway.transport.fake import Answer, FakeTransport
from tests.harness.federated_schemas import compose_supergraph, plan_operation
from tests.harness.gateway_context import request_context

SUPERGRAPH = compose_supergraph(
    {
        "fleet": """
            type Query { ships(first: Int = 2): [Ship!] flagship: Ship }
            type Ship @key(fields: "id") { id: ID name: String }
        """,
        "cargo": """
            type Ship @key(fields: "id") { id: ID tons: Int full: Boolean! crew: [Person] }
            type Person { name: String }
        """,
    }
)
QUERY = "query Cargo($first: Int) { ships(first: $first) { name load: tons } flagship { load: tons } }"
SHIPS = {"data": {"ships": [{"name": "Ann", "id": "1"}, {"name": "Bob", "id": "2"}], "flagship": {"id": "1"}}}
TONS = {"data": {"_entities": [{"load": 10}, {"load": 20}]}}


def answering(answer: Answer) -> Callable[[dict[str, Any]], Answer]:
    return lambda _request: answer


def run(
    fleet: Answer, cargo: Answer, query: str = QUERY, variables: dict[str, Any] | None = None
) -> tuple[PlanResult, FakeTransport, FakeTransport]:
    transports = {"fleet": FakeTransport(answering(fleet)), "cargo": FakeTransport(answering(cargo))}
    plan = plan_operation(SUPERGRAPH, query)
    result = asyncio.run(execute_plan(plan, variables or {}, request_context(), transports))
    return result, transports["fleet"], transports["cargo"]


def paths(result: PlanResult) -> list[Any]:
    return [error.get("path") for error in result.errors]


def test_equal_entities_are_asked_for_once_and_given_to_all() -> None:
    result, _, cargo = run(SHIPS, TONS)
    assert result == PlanResult(
        {"ships": [{"name": "Ann", "load": 10}, {"name": "Bob", "load": 20}], "flagship": {"load": 10}}, []
    )
    (request,) = cargo.requests
    assert orjson.loads(request.body)["variables"] == {
        "representations": [{"__typename": "Ship", "id": "1"}, {"__typename": "Ship", "id": "2"}]
    }


@pytest.mark.parametrize(
    ("variables", "sent"), [({}, None), ({"first": None}, {"first": None}), ({"first": 1}, {"first": 1})]
)
def test_only_variables_that_were_given_are_sent(variables: dict[str, Any], sent: Any) -> None:
    _, fleet, _ = run(SHIPS, TONS, variables=variables)
    body = orjson.loads(fleet.requests[0].body)
    assert body.get("variables") == sent
    assert body["operationName"] == "Cargo__fleet__0"
    assert "query Cargo__fleet__0($first:Int)" in body["query"]


def test_a_subgraph_that_has_nothing_to_do_is_not_asked() -> None:
    result, _, cargo = run({"data": {"ships": [], "flagship": None}}, TONS)
    assert result == PlanResult({"ships": [], "flagship": None}, [])
    assert cargo.requests == []


def test_an_entity_with_a_null_key_is_not_asked_for() -> None:
    fleet = {"data": {"ships": [{"name": "Ann", "id": None}, {"name": "Bob", "id": "2"}], "flagship": None}}
    result, _, cargo = run(fleet, {"data": {"_entities": [{"load": 20}]}})
    assert result.data == {"ships": [{"name": "Ann", "load": None}, {"name": "Bob", "load": 20}], "flagship": None}
    assert result.errors == []
    assert len(orjson.loads(cargo.requests[0].body)["variables"]["representations"]) == 1


def test_an_unknown_entity_is_null_and_no_error() -> None:
    result, _, _ = run(SHIPS, {"data": {"_entities": [None, {"load": 20}]}})
    assert result == PlanResult(
        {"ships": [{"name": "Ann", "load": None}, {"name": "Bob", "load": 20}], "flagship": {"load": None}}, []
    )


@pytest.mark.parametrize(
    "answer",
    [
        SubgraphTimeoutError("cargo", "was too slow."),
        SubgraphResponse(502, {"content-type": "text/html"}, b"<html>bad gateway</html>"),
        SubgraphResponse(200, {}, b""),
        SubgraphResponse(200, {}, b'{"data":{"_entities":[{"lo'),
        SubgraphResponse(200, {}, b"[]"),
        SubgraphResponse(200, {}, b"null"),
        {},
        {"errors": []},
        {"data": 1},
        {"data": []},
        {"data": {"_entities": []}},
        {"data": {"_entities": [{"load": 1}] * 3}},
        {"data": {"_entities": {"load": 1}}},
        {"errors": [{"message": "refused"}]},
        {"data": None, "errors": [{"message": "refused", "path": ["_entities"]}]},
    ],
)
def test_a_fetch_that_fails_takes_its_own_fields_and_tells_each(answer: Answer) -> None:
    result, _, _ = run(SHIPS, answer)
    assert result.data == {
        "ships": [{"name": "Ann", "load": None}, {"name": "Bob", "load": None}],
        "flagship": {"load": None},
    }
    lost = [["ships", 0, "load"], ["flagship", "load"], ["ships", 1, "load"]]
    assert sorted(map(str, paths(result))) == sorted(map(str, lost))


@pytest.mark.parametrize(
    "answer", [SubgraphTimeoutError("fleet", "was too slow."), {"errors": [{"message": "refused"}]}]
)
def test_a_root_fetch_that_fails_takes_its_root_fields(answer: Answer) -> None:
    result, _, cargo = run(answer, TONS)
    assert result.data == {"ships": None, "flagship": None}
    assert paths(result) == [["ships"], ["flagship"]]
    assert cargo.requests == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (["_entities", 1, "load"], [["ships", 1, "load"]]),
        (["_entities", 0, "load"], [["ships", 0, "load"], ["flagship", "load"]]),
        (["_entities", 1], [["ships", 1]]),
        (["_entities", 7, "load"], [["ships", 0, "load"], ["flagship", "load"], ["ships", 1, "load"]]),
        (["elsewhere"], []),
    ],
)
def test_an_error_of_an_entity_is_told_wherever_the_entity_stands(path: list[Any], told: list[Any]) -> None:
    answer = {"data": {"_entities": [{"load": 10}, {"load": None}]}, "errors": [{"message": "no scale", "path": path}]}
    result, _, _ = run(SHIPS, answer)
    assert paths(result) == told
    assert result.data is not None


def test_an_error_inside_an_entity_keeps_its_path() -> None:
    entity = {"crew": [{"name": "Eve"}, {"name": None}]}
    error = {"message": "forgotten", "path": ["_entities", 0, "crew", 1, "name"]}
    fleet = {"data": {"flagship": {"id": "1"}}}
    result, _, _ = run(fleet, {"data": {"_entities": [entity]}, "errors": [error]}, "{ flagship { crew { name } } }")
    assert result.data == {"flagship": {"crew": [{"name": "Eve"}, {"name": None}]}}
    assert paths(result) == [["flagship", "crew", 1, "name"]]


def test_a_lost_field_that_may_not_be_null_takes_the_object_with_it() -> None:
    fleet = {"data": {"flagship": {"id": "1", "name": "Ann"}}}
    result, _, _ = run(fleet, SubgraphTimeoutError("cargo", "was too slow."), "{ flagship { name full } }")
    assert result.data == {"flagship": None}
    assert paths(result) == [["flagship", "full"]]


def test_a_subgraph_without_a_transport_fails_like_one_that_is_down() -> None:
    plan = plan_operation(SUPERGRAPH, "{ flagship { name } }")
    result = asyncio.run(execute_plan(plan, {}, request_context(), {}))
    assert result.data == {"flagship": None}
    assert [error["extensions"]["code"] for error in result.errors] == ["SUBGRAPH_UNREACHABLE"]


def test_entities_at_several_places_do_not_share_objects_that_later_fetches_fill() -> None:
    supergraph = compose_supergraph(
        {
            "fleet": 'type Query { one: Ship two: Ship } type Ship @key(fields: "id") { id: ID }',
            "cargo": 'type Ship @key(fields: "id") { id: ID boss: Person } type Person @key(fields: "id") { id: ID }',
            "staff": 'type Person @key(fields: "id") { id: ID name: String age: Int }',
        }
    )
    plan = plan_operation(supergraph, "{ one { boss { name } } two { boss { name id } } }")
    answers: dict[str, dict[str, Any]] = {
        "fleet": {"data": {"one": {"id": "1"}, "two": {"id": "1"}}},
        "cargo": {"data": {"_entities": [{"boss": {"id": "7"}}]}},
        "staff": {"data": {"_entities": [{"name": "Ann"}]}},
    }
    transports = {name: FakeTransport(answering(answer)) for name, answer in answers.items()}
    result = asyncio.run(execute_plan(plan, {}, request_context(), transports))
    assert result == PlanResult({"one": {"boss": {"name": "Ann"}}, "two": {"boss": {"name": "Ann", "id": "7"}}}, [])


def test_an_error_at_a_field_that_needed_an_alias_is_told_at_the_clients_field() -> None:
    supergraph = compose_supergraph(
        {
            "a": """
                type Query { finds: [Find] }
                union Find = Coin | Bone
                type Coin @shareable { label: String! }
                type Bone @shareable { label: String }
            """,
            "b": """
                type Query { bone: Bone coin: Coin }
                type Coin @shareable { label: String }
                type Bone @shareable { label: String }
            """,
        }
    )
    plan = plan_operation(supergraph, "{ finds { ... on Coin { label } ... on Bone { label } } }")
    assert "_label_1:label" in plan.fetches[0].document
    answer: dict[str, Any] = {
        "data": {"finds": [{"__typename": "Bone", "_label_1": None}]},
        "errors": [{"message": "worn off", "path": ["finds", 0, "_label_1"]}],
    }
    result = asyncio.run(execute_plan(plan, {}, request_context(), {"a": FakeTransport(answering(answer))}))
    assert result.data == {"finds": [{"label": None}]}
    assert paths(result) == [["finds", 0, "label"]]
