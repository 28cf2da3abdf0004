"""@defer: what is not deferred comes first; the rest follows as soon as its own fetches have ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from graphql import parse, validate

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.context import Permissions, RequestContext
from marketplace.gateway.errors import SubgraphUnreachableError
from marketplace.gateway.executor import IncrementalResult, PlanResult, execute_incrementally
from marketplace.gateway.operation.operation import prepare_operation
from marketplace.gateway.plan import QueryPlan
from marketplace.gateway.planner import Planner
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse, Transport
from marketplace.gateway.transport import FakeTransport
from tests.harness.federated_schemas import compose_supergraph

SUPERGRAPH = compose_supergraph(
    {
        "shop": 'type Query { items: [Item] } type Item @key(fields: "id") { id: ID! name: String cost: Int }',
        "stock": 'type Item @key(fields: "id") { id: ID! left: Int! depot: Depot } type Depot { city: String }',
        "voices": 'type Item @key(fields: "id") { id: ID! opinions: [String!] }',
    }
)
ITEMS = [{"id": "1", "name": "Lamp", "cost": 3}, {"id": "2", "name": "Desk", "cost": 9}]


def plan_of(query: str, *, defer: bool = True) -> QueryPlan:
    document = parse(query)
    assert validate(SUPERGRAPH.client_schema, document) == []
    return Planner(SUPERGRAPH).plan(prepare_operation(SUPERGRAPH, document, None, {}, defer=defer))


def entities(body: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {"data": {"_entities": [values for _ in body["variables"]["representations"]]}}


def transports(**changed: Transport) -> dict[str, Transport]:
    return {
        "shop": FakeTransport(
            lambda body: entities(body, {"cost": 3}) if "_entities" in body["query"] else {"data": {"items": ITEMS}}
        ),
        "stock": FakeTransport(lambda body: entities(body, {"left": 5, "depot": {"city": "Lyon"}})),
        "voices": FakeTransport(lambda body: entities(body, {"opinions": ["fine"]})),
        **changed,
    }


def context() -> RequestContext:
    return RequestContext("r1", None, Permissions.of(None, GatewayConfig()), time.monotonic() + 10)


def payloads(query: str, ways: Mapping[str, Transport]) -> list[PlanResult | IncrementalResult]:
    async def collect() -> list[PlanResult | IncrementalResult]:
        return [payload async for payload in execute_incrementally(plan_of(query), {}, context(), ways)]

    return asyncio.run(collect())


class GatedTransport:
    """Answers like the inner transport once its gate is open."""

    def __init__(self, inner: FakeTransport) -> None:
        self.inner = inner
        self.gate = asyncio.Event()
        self.cancelled = False

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return await self.inner.send(request)

    async def why_not_ready(self) -> str | None:
        return None

    async def aclose(self) -> None:
        """Nothing to release."""


def test_the_first_payload_does_not_wait_for_deferred_fetches() -> None:
    async def run() -> None:
        slow = GatedTransport(FakeTransport(lambda body: entities(body, {"left": 5})))
        plan = plan_of('{ items { name ... @defer(label: "late") { left } } }')
        stream = execute_incrementally(plan, {}, context(), transports(stock=slow))
        first = await anext(stream)
        assert isinstance(first, PlanResult)
        assert first.data == {"items": [{"name": "Lamp"}, {"name": "Desk"}]}
        slow.gate.set()
        second = await anext(stream)
        assert second == IncrementalResult(
            [
                {"data": {"left": 5}, "path": ["items", 0], "label": "late"},
                {"data": {"left": 5}, "path": ["items", 1], "label": "late"},
            ],
            has_next=False,
        )

    asyncio.run(run())


def test_fields_of_the_same_subgraph_are_deferred_by_a_fetch_of_their_own() -> None:
    plan = plan_of("{ items { name ... @defer { cost } } }")
    assert [(fetch.subgraph, fetch.index in plan.first_fetches) for fetch in plan.fetches] == [
        ("shop", True),
        ("shop", False),
    ]


def test_nested_deferrals_come_after_the_outer_one() -> None:
    results = payloads(
        '{ items { id ... @defer(label: "a") { left ... @defer(label: "b") { opinions } } } }', transports()
    )
    labels = [entry["label"] for r in results if isinstance(r, IncrementalResult) for entry in r.entries]
    assert labels == ["a", "a", "b", "b"]


def test_what_is_selected_outside_too_is_not_deferred() -> None:
    (only,) = payloads("{ items { name left ... @defer { left } } }", transports())
    assert isinstance(only, PlanResult)
    assert only.data == {"items": [{"name": "Lamp", "left": 5}, {"name": "Desk", "left": 5}]}


@pytest.mark.parametrize("condition", ["@defer(if: false)", ""])
def test_a_deferral_that_is_off_is_no_deferral(condition: str) -> None:
    assert plan_of(f"{{ items {{ name ... {condition} {{ left }} }} }}").deferred == ()


def test_without_incremental_delivery_the_answer_is_whole() -> None:
    assert plan_of("{ items { name ... @defer { left } } }", defer=False).deferred == ()


def test_all_parts_together_are_the_answer_without_defer() -> None:
    query = "{ items { id name ... @defer { left depot { city } ... @defer { opinions } } ... @defer { cost } } }"
    whole: dict[str, Any] = {}
    for payload in payloads(query, transports()):
        if isinstance(payload, PlanResult):
            whole = orjson.loads(orjson.dumps(payload.data))
        else:
            for entry in payload.entries:
                place: Any = whole
                for key in entry["path"]:
                    place = place[key]
                place.update(entry["data"])
    item = {"left": 5, "depot": {"city": "Lyon"}, "opinions": ["fine"], "cost": 3}
    assert whole == {"items": [{"id": "1", "name": "Lamp", **item}, {"id": "2", "name": "Desk", **item}]}


def test_a_failed_deferred_fetch_is_reported_with_its_part() -> None:
    down = FakeTransport(lambda _: SubgraphUnreachableError("stock", "is down."))
    first, second = payloads("{ items { name ... @defer { left } } }", transports(stock=down))
    assert isinstance(first, PlanResult)
    assert first.errors == []
    assert isinstance(second, IncrementalResult)
    assert [entry["data"] for entry in second.entries] == [None, None]
    assert [error["path"] for error in second.entries[-1]["errors"]] == [["items", 0, "left"], ["items", 1, "left"]]


def test_closing_the_stream_cancels_what_is_under_way() -> None:
    async def run() -> None:
        slow = GatedTransport(FakeTransport(lambda body: entities(body, {"left": 5})))
        stream = execute_incrementally(
            plan_of("{ items { name ... @defer { left } } }"), {}, context(), transports(stock=slow)
        )
        await anext(stream)
        await asyncio.sleep(0)
        await stream.aclose()
        assert slow.cancelled

    asyncio.run(run())
