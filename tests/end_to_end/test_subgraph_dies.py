"""A subgraph that dies takes exactly its own fields with it, and brings them back without anybody's restart."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness.comparison import difference, nulled_places
from tests.harness.deployment import Data, Gateway, separate_gateway
from tests.harness.graphql_over_http import ask, send

QUERY = """{
  offers(first: 2) { nodes { title seller { displayName sellerRating { count } } rating { count } } }
  users(first: 1) { nodes { displayName reviewsWritten(first: 1) { totalCount } } }
  reviews(first: 1) { nodes { title offer { title } } }
}"""
OF_REVIEWS = {
    ("reviews",),
    ("offers", "nodes", 0, "rating"),
    ("offers", "nodes", 1, "rating"),
    ("offers", "nodes", 0, "seller", "sellerRating"),
    ("offers", "nodes", 1, "seller", "sellerRating"),
    ("users", "nodes", 0, "reviewsWritten"),
}
OF_USERS = {
    ("users",),
    ("offers", "nodes", 0, "seller"),
    ("offers", "nodes", 1, "seller"),
}


@pytest.fixture
def gateway(data: Data) -> Iterator[Gateway]:
    """One of its own: it is left in pieces. It keeps no answers, so that every field says how its subgraph is."""
    nothing = {"ENTITIES": "false", "WHOLE_RESPONSES": "false"}
    options = {f"HOLDFAST_GATEWAY__CACHES__RESPONSES__{name}": value for name, value in nothing.items()}
    with separate_gateway(data, **options) as running:
        yield running


def without(data: Any, places: set[tuple[str | int, ...]]) -> Any:
    """The data with null at each of the places."""
    for *way, last in places:
        value = data
        for step in way:
            value = value[step]
        value[last] = None
    return data


@pytest.mark.parametrize(("victim", "lost"), [("reviews", OF_REVIEWS), ("users", OF_USERS)])
def test_partial_data_and_recovery(
    gateway: Gateway, reference_url: str, victim: str, lost: set[tuple[str | int, ...]]
) -> None:
    whole = ask(reference_url, QUERY)
    assert difference(ask(gateway.graphql, QUERY), whole) == ""

    gateway.subgraphs[victim].kill()
    partial = ask(gateway.graphql, QUERY)
    assert nulled_places(partial) == lost
    assert partial["data"] == without(ask(reference_url, QUERY)["data"], lost)
    # Which subgraph, and what happened to it, is told to privileged clients only.
    assert {error["extensions"]["code"] for error in partial["errors"]} == {"SUBGRAPH_FAILED"}
    assert send(f"{gateway.address}/readyz", method="GET").status == 503
    assert send(f"{gateway.address}/healthz", method="GET").status == 200

    gateway.subgraphs[victim].start().wait_until_ready()
    deadline = time.monotonic() + 10
    while "errors" in (answer := ask(gateway.graphql, QUERY)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert difference(answer, whole) == ""
    assert send(f"{gateway.address}/readyz", method="GET").status == 200
