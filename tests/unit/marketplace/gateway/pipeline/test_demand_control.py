"""What demand control does to requests: refuses, tells, and asks subgraphs nothing that costs them too much."""

import asyncio
from dataclasses import replace
from typing import Any

import orjson
import pytest

from marketplace.gateway.app import Gateway
from marketplace.gateway.config import Audience, DemandConfig, DemandMode, GatewayConfig
from marketplace.gateway.pipeline import HttpRequest, HttpResponse, new_exchange
from marketplace.gateway.telemetry import MemoryRecorder
from marketplace.gateway.transport import FakeTransport
from tests.harness.costs import LINK
from tests.harness.federated_schemas import compose_supergraph_sdl
from tests.harness.small_gateway import SmallGateway

HONEST = {"accept": "application/graphql-response+json"}
OFFERS = """
type Query { offers(first: Int): [Offer] @listSize(slicingArguments: ["first"], assumedSize: 5) }
type Mutation { sell: Offer }
type Offer @key(fields: "id") { id: ID! }
"""
REVIEWS = 'type Offer @key(fields: "id") { id: ID! reviews: [Review] } type Review { text: String }'
OPEN = DemandConfig(audience=Audience.EVERYBODY, actual=True)


class Shop:
    """A gateway whose lists can be asked for at any length; each has two entries."""

    def __init__(self, demand: DemandConfig, recorder: MemoryRecorder | None = None) -> None:
        offers = [{"__typename": "Offer", "id": "1"}, {"__typename": "Offer", "id": "2"}]
        self.offers = FakeTransport(lambda _request: {"data": {"offers": offers, "sell": offers[0]}})
        reviews = {"reviews": [{"text": "a"}, {"text": "b"}, {"text": "c"}]}
        self.reviews = FakeTransport(lambda _request: {"data": {"_entities": [reviews, reviews]}})
        sdl = compose_supergraph_sdl({"offers": LINK + OFFERS, "reviews": LINK + REVIEWS})
        config = GatewayConfig(demand=demand)
        self.gateway = Gateway.from_supergraph(sdl, config, {"offers": self.offers, "reviews": self.reviews}, recorder)

    def ask(self, query: str, variables: object = None, **headers: str) -> tuple[int, dict[str, Any]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = orjson.dumps({"query": query, "variables": variables})
        request = HttpRequest("POST", "", {"content-type": "application/json", **HONEST, **named}, body)

        async def handle() -> HttpResponse:
            with self.gateway.use() as handler:
                response = await handler.handle(new_exchange(request))
            assert isinstance(response, HttpResponse)
            return response

        response = asyncio.run(handle())
        return response.status, orjson.loads(response.body)

    @property
    def asked(self) -> tuple[int, int]:
        return len(self.offers.requests), len(self.reviews.requests)


QUERY = "query($n: Int) { offers(first: $n) { id reviews { text } } }"


def test_what_is_too_expensive_is_refused_before_a_plan_is_made():
    shop = Shop(DemandConfig(max_cost=100))
    status, body = shop.ask(QUERY, {"n": 10})
    assert status == 400
    errors = body["errors"]
    assert len(errors) == 1
    assert errors[0] == {
        "message": "The operation is estimated to cost 110, and may cost 100. Ask for shorter lists (with arguments "
        "such as `first`), for fewer lists inside lists, or for less at a time.",
        "extensions": {"code": "COST_ESTIMATED_TOO_EXPENSIVE", "cost": {"estimated": 110, "maximum": 100}},
    }
    assert shop.asked == (0, 0)
    assert len(shop.gateway.services.plans) == 0
    assert shop.ask(QUERY, {"n": 9})[0] == 200
    assert shop.ask(QUERY, {"n": 10})[0] == 400


def test_a_new_value_of_a_variable_needs_no_new_estimate():
    shop = Shop(DemandConfig())
    for number in range(5):
        shop.ask(QUERY, {"n": number})
    demand = shop.gateway.services.demand
    assert demand is not None
    assert len(demand.costs) == 1
    assert demand.costs.misses == 1


def test_conditions_are_decided_before_the_cost():
    shop = Shop(DemandConfig(max_cost=20))
    query = "query($more: Boolean!) { offers(first: 4) { id reviews @include(if: $more) { text } } }"
    assert shop.ask(query, {"more": False})[0] == 200
    assert shop.ask(query, {"more": True})[0] == 400


def test_measuring_refuses_nothing():
    shop = Shop(replace(OPEN, mode=DemandMode.MEASURE, max_cost=5))
    status, body = shop.ask(QUERY, {"n": 3}, x_holdfast_explain="cost")
    assert status == 200
    assert body["extensions"] == {"cost": {"estimated": 33, "maximum": 5, "actual": 2 + 2 * 3}}


def test_off_costs_nothing_and_tells_nothing():
    shop = Shop(replace(OPEN, mode=DemandMode.OFF, max_cost=5))
    status, body = shop.ask(QUERY, {"n": 3}, x_holdfast_explain="cost")
    assert (status, "extensions" in body) == (200, False)
    assert shop.gateway.services.demand is None


@pytest.mark.parametrize("asks", ["", "plan", "costs"])
def test_the_cost_is_told_to_those_who_ask(asks):
    assert "extensions" not in Shop(OPEN).ask(QUERY, {"n": 3}, x_holdfast_explain=asks)[1]


def test_the_cost_is_told_to_its_audience_only():
    assert "extensions" not in Shop(DemandConfig()).ask(QUERY, {"n": 3}, x_holdfast_explain="cost")[1]


def test_a_subgraph_that_would_cost_too_much_is_not_asked():
    shop = Shop(replace(OPEN, max_subgraph_costs={"reviews": 30}))
    status, body = shop.ask(QUERY, {"n": 3}, x_holdfast_explain="plan, cost")
    assert status == 200
    assert body["data"] == {"offers": [{"id": "1", "reviews": None}, {"id": "2", "reviews": None}]}
    assert [error["path"] for error in body["errors"]] == [["offers", 0, "reviews"], ["offers", 1, "reviews"]]
    assert body["errors"][0] == {
        "message": "This part of the answer would cost too much. Ask for shorter lists, or for less at a time.",
        "path": ["offers", 0, "reviews"],
        "extensions": {"code": "SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE"},
    }
    assert body["extensions"]["cost"]["subgraphs"] == {"offers": 3, "reviews": 3 * 11}
    assert shop.asked == (1, 0)
    assert "errors" not in shop.ask(QUERY, {"n": 2})[1]


def test_one_maximum_can_hold_for_every_subgraph():
    shop = Shop(DemandConfig(max_subgraph_cost=30, max_subgraph_costs={"reviews": 500}))
    assert "errors" not in shop.ask(QUERY, {"n": 30})[1]
    assert shop.ask("{ offers(first: 31) { id } }")[1]["data"] == {"offers": None}


def test_a_missing_slicing_argument_is_refused():
    status, body = Shop(DemandConfig()).ask("{ offers { id } }")
    assert status == 400
    errors = body["errors"]
    assert len(errors) == 1
    assert errors[0] == {
        "message": "Query.offers needs exactly one of the arguments first, and 0 are given.",
        "extensions": {"code": "SLICING_ARGUMENT_REQUIRED"},
    }


def test_costs_are_reported():
    recorder = MemoryRecorder()
    Shop(OPEN, recorder).ask(QUERY, {"n": 3})
    (report,) = recorder.requests
    assert (report.estimated_cost, report.actual_cost) == (33, 8)


def test_the_default_maximum_is_enforced():
    small = SmallGateway()
    body = small.query("{ me { friends { friends { friends { id } } } } }")
    assert body["errors"][0]["extensions"]["code"] == "COST_ESTIMATED_TOO_EXPENSIVE"
    assert small.subgraph_requests == 0
