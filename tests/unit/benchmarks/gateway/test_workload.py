"""The workload has the shape of the public benchmark's, and its subgraphs answer as subgraphs do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import parse

from benchmarks.gateway.workload.graph import compose_supergraph, read_query
from benchmarks.gateway.workload.subgraphs import COUNTS_PATH, Subgraphs
from marketplace.gateway.operation.operation import prepare_operation
from marketplace.gateway.planner import Planner
from marketplace.gateway.supergraph.reader import read_supergraph

REPRESENTATIONS = "query ($_: [_Any!]!) { _entities(representations: $_) { ... on Product { shippingEstimate } } }"


def body_of(response: bytes) -> Any:
    return json.loads(response.partition(b"\r\n\r\n")[2])


@pytest.mark.parametrize(("query", "fetches"), [("one_fetch", 1), ("three_hops", 4), ("heavy", 7)])
def test_each_query_costs_as_many_fetches_as_its_name_says(query: str, fetches: int) -> None:
    supergraph = read_supergraph(compose_supergraph(lambda name: f"http://127.0.0.1/{name}"))
    operation = prepare_operation(supergraph, parse(read_query(query)), None, {})
    assert len(Planner(supergraph).plan(operation).fetches) == fetches


def test_subgraphs_answer_entities_in_the_order_of_their_representations() -> None:
    asked = {
        "query": REPRESENTATIONS,
        "variables": {"_": [{"__typename": "Product", "upc": upc, "price": 1, "weight": 1} for upc in ("3", "1", "2")]},
    }
    response = Subgraphs().respond(b"/inventory", json.dumps(asked).encode())
    assert body_of(response) == {"data": {"_entities": [{"shippingEstimate": cost} for cost in (10, 50, 0)]}}


def test_subgraphs_count_what_they_are_sent_also_where_they_remember_the_answer() -> None:
    subgraphs = Subgraphs()
    body = json.dumps({"query": "{ users { id } }"}).encode()
    assert subgraphs.respond(b"/accounts", body) is subgraphs.respond(b"/accounts", body)
    assert body_of(subgraphs.respond(COUNTS_PATH, b"")) == {"accounts": 2, "inventory": 0, "products": 0, "reviews": 0}
