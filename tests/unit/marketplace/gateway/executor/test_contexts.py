"""Contextual arguments have the value of the nearest enclosing object that sets the context, for every entity."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from copy import deepcopy
from functools import partial
from typing import Any

import orjson
import pytest
from graphql import GraphQLError, GraphQLResolveInfo, GraphQLSchema, execute_sync, parse, validate

from marketplace.gateway.errors import SubgraphUnreachableError
from marketplace.gateway.executor import IncrementalResult, PlanResult, execute_incrementally, execute_plan
from marketplace.gateway.operation.operation import prepare_operation
from marketplace.gateway.plan import QueryPlan
from marketplace.gateway.planner import Planner
from marketplace.gateway.supergraph.reader import read_supergraph
from marketplace.gateway.transport import FakeTransport
from tests.harness.federated_schemas import compose_supergraph_sdl, executable_subgraph
from tests.harness.gateway_context import request_context

SUBGRAPHS = {
    "shops": """
        type Query { shops: [Shop] places: [Place] matrix: [[Shop]] }
        type Shop @key(fields: "id") @context(name: "shop") {
          id: ID! currency: String coins: [Coin] items: [Item] departments: [Department] catalogue: Catalogue
        }
        type Coin { name: String }
        type Department @context(name: "shop") { currency: String coins: [Coin] items: [Item] }
        union Place @context(name: "place") = Market | Fair
        type Market { fee: Int ticket: Ticket }
        type Fair { entry: Fee ticket: Ticket }
        type Fee { amount: Int }
        type Catalogue @key(fields: "id") { id: ID! }
        type Item @key(fields: "id") {
          id: ID!
          weight: Int @external
          price(times: Int = 1, currency: String @fromContext(field: "$shop { currency }")): String
          coins(names: [String] @fromContext(field: "$shop { coins { name } }")): String
          heavy(currency: String @fromContext(field: "$shop { currency }")): String @requires(fields: "weight")
        }
        type Ticket @key(fields: "id") {
          id: ID!
          entry(fee: Int @fromContext(field: "$place ... on Market { fee } ... on Fair { entry { amount } }")): String
        }
    """,
    "printer": """
        type Catalogue @key(fields: "id") { id: ID! pages: [Page] }
        type Page { item: Item }
        type Item @key(fields: "id") { id: ID! weight: Int }
    """,
}
SDL = compose_supergraph_sdl(SUBGRAPHS)


TICKET = {"__typename": "Ticket", "id": "day"}


def item(key: str) -> dict[str, Any]:
    return {"__typename": "Item", "id": key}


def shop(key: str, currency: str | None, **fields: Any) -> dict[str, Any]:
    return {"id": key, "currency": currency, **fields}


class Servers:
    """Both subgraphs over some root values. Every operation they get has to be valid; arguments come out in
    the values of the fields.
    """

    def __init__(self, roots: Mapping[str, Any], failing: str | None = None) -> None:
        self._roots = roots
        self._failing = failing
        self.transports = {
            name: FakeTransport(partial(self._answer, executable_subgraph(sdl))) for name, sdl in SUBGRAPHS.items()
        }
        self.shops, self.printer = self.transports.values()

    def _answer(self, schema: GraphQLSchema, body: dict[str, Any]) -> dict[str, Any]:
        document = parse(body["query"])
        assert validate(schema, document) == []
        return execute_sync(
            schema,
            document,
            root_value=self._roots,
            variable_values=body.get("variables"),
            field_resolver=self._resolve,
            type_resolver=lambda value, *_: value["__typename"],
        ).formatted  # type: ignore[return-value]

    def _resolve(self, source: Mapping[str, Any], info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        name = info.field_name
        if name == "_entities":
            return arguments["representations"]
        if name == self._failing:
            raise GraphQLError(f"{name} fails")
        if name == "pages":
            return [{"item": item("lamp")}, {"item": item("desk")}]
        if name == "weight":
            return len(source["id"])
        if info.parent_type.name in ("Item", "Ticket") and name not in ("id", "weight"):
            needs = [str(source["weight"])] if name == "heavy" else []
            return " ".join([source["id"], *needs, *(f"{k}={v}" for k, v in sorted(arguments.items()))])
        return source.get(name)


def plan_of(query: str, sdl: str = SDL, *, defer: bool = False) -> QueryPlan:
    supergraph = read_supergraph(sdl)
    document = parse(query)
    assert validate(supergraph.client_schema, document) == []
    return Planner(supergraph).plan(prepare_operation(supergraph, document, None, {}, defer=defer))


def run(query: str, servers: Servers, sdl: str = SDL) -> PlanResult:
    """The result of the plan, which is the same each time it is used: interpreted or compiled."""
    plan = plan_of(query, sdl)
    result, *others = [asyncio.run(execute_plan(plan, {}, request_context(), servers.transports)) for _ in range(3)]
    assert others == [result, result]
    return result


def variables(transport: FakeTransport) -> list[dict[str, Any]]:
    """The variables of one run's requests for entities."""
    bodies = [orjson.loads(request.body) for request in transport.requests[: len(transport.requests) // 3]]
    return [body["variables"] for body in bodies if "_entities" in body["query"]]


def test_one_request_has_a_list_of_entities_for_each_value() -> None:
    shops = [
        shop("1", "EUR", items=[item("lamp"), item("desk")]),
        shop("2", "USD", items=[item("lamp")]),
        shop("3", "EUR", items=[item("lamp")]),
    ]
    servers = Servers({"shops": shops})
    result = run("{ shops { items { price } } }", servers)
    assert result == PlanResult(
        {
            "shops": [
                {"items": [{"price": "lamp currency=EUR times=1"}, {"price": "desk currency=EUR times=1"}]},
                {"items": [{"price": "lamp currency=USD times=1"}]},
                {"items": [{"price": "lamp currency=EUR times=1"}]},
            ]
        },
        [],
    )
    assert variables(servers.shops) == [
        {
            "representations_0": [item("lamp"), item("desk")],
            "representations_1": [item("lamp")],
            "context0_0": "EUR",
            "context0_1": "USD",
        }
    ]


def test_equal_values_need_one_list() -> None:
    servers = Servers({"shops": [shop(str(n), "EUR", items=[item("lamp")]) for n in range(3)]})
    run("{ shops { items { price } } }", servers)
    assert variables(servers.shops) == [{"representations": [item("lamp")], "context0": "EUR"}]


def test_the_nearest_object_gives_the_value() -> None:
    departments = [{"currency": "CHF", "items": [item("lamp")]}, {"currency": None, "items": [item("desk")]}]
    servers = Servers({"shops": [shop("1", "EUR", items=[item("lamp")], departments=departments)]})
    result = run("{ shops { items { price } departments { items { price } } } }", servers)
    assert result.data == {
        "shops": [
            {
                "items": [{"price": "lamp currency=EUR times=1"}],
                "departments": [
                    {"items": [{"price": "lamp currency=CHF times=1"}]},
                    {"items": [{"price": "desk currency=None times=1"}]},
                ],
            }
        ]
    }


def test_members_of_a_union_give_each_what_is_selected_of_its_type() -> None:
    places = [
        {"__typename": "Market", "fee": 5, "ticket": TICKET},
        {"__typename": "Fair", "entry": {"amount": 7}, "ticket": TICKET},
        {"__typename": "Fair", "entry": None, "ticket": TICKET},
    ]
    result = run(
        "{ places { ... on Market { ticket { entry } } ... on Fair { ticket { entry } } } }",
        Servers({"places": places}),
    )
    assert result.data == {
        "places": [
            {"ticket": {"entry": "day fee=5"}},
            {"ticket": {"entry": "day fee=7"}},
            {"ticket": {"entry": "day fee=None"}},
        ]
    }


def test_a_list_on_the_way_to_the_value_makes_a_list_of_values() -> None:
    coins = [{"name": "cent"}, None, {"name": "euro"}]
    result = run(
        "{ shops { items { coins } } }", Servers({"shops": [shop("1", "EUR", coins=coins, items=[item("a")])]})
    )
    assert result.data == {"shops": [{"items": [{"coins": "a names=['cent', None, 'euro']"}]}]}


def test_lists_of_lists_and_aliases_of_the_client() -> None:
    matrix = [[shop("1", "EUR", items=[item("lamp")]), None], None, [shop("2", "USD", items=[item("lamp")])]]
    query = "{ matrix { currency: id items { id: price(times: 2) price: id } } }"
    assert run(query, Servers({"matrix": matrix})).data == {
        "matrix": [
            [{"currency": "1", "items": [{"id": "lamp currency=EUR times=2", "price": "lamp"}]}, None],
            None,
            [{"currency": "2", "items": [{"id": "lamp currency=USD times=2", "price": "lamp"}]}],
        ]
    }


def test_two_contexts_and_a_requirement_in_one_fetch() -> None:
    servers = Servers({"shops": [shop("1", "EUR", coins=[], items=[item("lamp")])]})
    result = run("{ shops { items { heavy coins } } }", servers)
    assert result.data == {"shops": [{"items": [{"heavy": "lamp 4 currency=EUR", "coins": "lamp names=[]"}]}]}


def test_an_entity_between_is_not_shared_by_different_contexts() -> None:
    catalogue = {"__typename": "Catalogue", "id": "spring"}
    servers = Servers({"shops": [shop("1", "EUR", catalogue=catalogue), shop("2", "USD", catalogue=catalogue)]})
    result = run("{ shops { catalogue { pages { item { price } } } } }", servers)
    assert result.data == {
        "shops": [
            {
                "catalogue": {
                    "pages": [{"item": {"price": f"{key} currency={currency} times=1"}} for key in ("lamp", "desk")]
                }
            }
            for currency in ("EUR", "USD")
        ]
    }
    assert variables(servers.printer) == [{"representations": [catalogue]}]


def test_a_value_that_fails_is_null() -> None:
    servers = Servers({"shops": [shop("1", "EUR", items=[item("lamp")])]}, failing="currency")
    result = run("{ shops { items { price } } }", servers)
    assert result.data == {"shops": [{"items": [{"price": "lamp currency=None times=1"}]}]}
    assert [error["path"] for error in result.errors] == [["shops", 0]]


@pytest.mark.parametrize("currency", ["EUR", None])
def test_an_argument_that_may_not_be_null_is_never_null(currency: str | None) -> None:
    strict, count = re.subn(r'(name: "currency",?\s+type: "String)"', r'\1!"', SDL)
    assert count == 2
    servers = Servers({"shops": [shop("1", currency, items=[item("lamp")])]})
    price = None if currency is None else "lamp currency=EUR times=1"
    assert run("{ shops { items { price } } }", servers, strict).data == {"shops": [{"items": [{"price": price}]}]}
    assert len(variables(servers.shops)) == (0 if currency is None else 1)


def test_errors_of_every_list_are_found_where_the_entities_stand() -> None:
    shops = [shop("1", "EUR", items=[item("lamp")]), shop("2", "USD", items=[item("desk"), item("lamp")])]
    result = run("{ shops { items { cost: price } } }", Servers({"shops": shops}, failing="price"))
    assert sorted(error["path"] for error in result.errors) == [
        ["shops", 0, "items", 0, "cost"],
        ["shops", 1, "items", 0, "cost"],
        ["shops", 1, "items", 1, "cost"],
    ]


def test_a_lost_fetch_is_reported_for_every_list() -> None:
    servers = Servers({"shops": [shop("1", "EUR", items=[item("lamp")]), shop("2", "USD", items=[item("lamp")])]})
    answer = servers.shops.answer
    servers.shops.answer = lambda body: (
        SubgraphUnreachableError("shops", "is away") if "_entities" in body["query"] else answer(body)
    )
    result = run("{ shops { items { price } } }", servers)
    assert [error["path"] for error in result.errors] == [["shops", n, "items", 0, "price"] for n in (0, 1)]
    assert result.data == {"shops": [{"items": [{"price": None}]}, {"items": [{"price": None}]}]}


def test_contextual_fields_may_be_deferred() -> None:
    servers = Servers({"shops": [shop("1", "EUR", items=[item("lamp")]), shop("2", "USD", items=[item("lamp")])]})
    plan = plan_of("{ shops { id items { id ... @defer { price } } } }", defer=True)

    async def collect() -> list[PlanResult | IncrementalResult]:
        parts = execute_incrementally(plan, {}, request_context(), servers.transports)
        return [deepcopy(part) async for part in parts]

    first, later = asyncio.run(collect())
    assert first == PlanResult(
        {"shops": [{"id": "1", "items": [{"id": "lamp"}]}, {"id": "2", "items": [{"id": "lamp"}]}]}, []
    )
    assert isinstance(later, IncrementalResult)
    assert later.entries == [
        {"data": {"price": f"lamp currency={currency} times=1"}, "path": ["shops", number, "items", 0]}
        for number, currency in enumerate(("EUR", "USD"))
    ]
