"""Fetches run as early as they may, and no earlier."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from marketplace.gateway.executor import PlanResult, execute_plan
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from tests.harness.federated_schemas import compose_supergraph, plan_operation
from tests.harness.gateway_context import request_context

SUPERGRAPH = compose_supergraph(
    {
        "a": 'type Query { ship: Ship } type Mutation { sink(n: Int): Ship } type Ship @key(fields: "id") { id: ID }',
        "b": 'type Mutation { raise: Int } type Ship @key(fields: "id") { id: ID tons: Int }',
        "c": """
            type Ship @key(fields: "id") {
              id: ID crew: Int tons: Int @external draught: Int @requires(fields: "tons")
            }
        """,
    }
)


class RecordingTransport:
    """Answers after a turn of the loop and writes down when it was asked and when it answered."""

    def __init__(self, name: str, data: Mapping[str, Any], record: list[str]) -> None:
        self._name = name
        self._data = data
        self._record = record

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        query = orjson.loads(request.body)["query"]
        field = next(key for key in self._data if key in query)
        self._record.append(f"{self._name} asked")
        await asyncio.sleep(0.01)
        self._record.append(f"{self._name} answered")
        return SubgraphResponse(200, {}, orjson.dumps({"data": self._data[field]}))

    async def why_not_ready(self) -> str | None:
        return None

    async def aclose(self) -> None:
        pass


def run(query: str, answers: Mapping[str, Mapping[str, Any]]) -> tuple[PlanResult, list[str]]:
    record: list[str] = []
    transports = {name: RecordingTransport(name, data, record) for name, data in answers.items()}
    plan = plan_operation(SUPERGRAPH, query)
    return asyncio.run(execute_plan(plan, {}, request_context(), transports)), record


def test_independent_fetches_run_at_the_same_time() -> None:
    result, record = run(
        "{ ship { tons crew } }",
        {
            "a": {"ship": {"ship": {"id": "1"}}},
            "b": {"tons": {"_entities": [{"tons": 5}]}},
            "c": {"crew": {"_entities": [{"crew": 3}]}},
        },
    )
    assert result == PlanResult({"ship": {"tons": 5, "crew": 3}}, [])
    assert record == ["a asked", "a answered", "b asked", "c asked", "b answered", "c answered"]


def test_a_fetch_waits_for_what_it_requires() -> None:
    result, record = run(
        "{ ship { draught } }",
        {
            "a": {"ship": {"ship": {"id": "1"}}},
            "b": {"tons": {"_entities": [{"tons": 5}]}},
            "c": {"draught": {"_entities": [{"draught": 2}]}},
        },
    )
    assert result == PlanResult({"ship": {"draught": 2}}, [])
    assert record == ["a asked", "a answered", "b asked", "b answered", "c asked", "c answered"]


def test_a_mutations_next_field_waits_for_all_that_the_one_before_caused() -> None:
    result, record = run(
        "mutation { sink(n: 1) { tons crew } raise }",
        {
            "a": {"sink": {"sink": {"id": "1"}}},
            "b": {"raise": {"raise": 1}, "tons": {"_entities": [{"tons": 5}]}},
            "c": {"crew": {"_entities": [{"crew": 3}]}},
        },
    )
    assert result == PlanResult({"sink": {"tons": 5, "crew": 3}, "raise": 1}, [])
    assert record[2:6] == ["b asked", "c asked", "b answered", "c answered"]
    assert record[6:] == ["b asked", "b answered"]


def test_introspection_beside_data_keeps_the_clients_order() -> None:
    result, record = run(
        '{ kind: __type(name: "Ship") { name } ship { tons } __typename }',
        {"a": {"ship": {"ship": {"id": "1"}}}, "b": {"tons": {"_entities": [{"tons": 5}]}}},
    )
    assert str(result.data) == str({"kind": {"name": "Ship"}, "ship": {"tons": 5}, "__typename": "Query"})
    assert record[0] == "a asked"


def test_introspection_alone_asks_no_subgraph() -> None:
    result, record = run("{ __schema { queryType { name } } }", {})
    assert result == PlanResult({"__schema": {"queryType": {"name": "Query"}}}, [])
    assert record == []
