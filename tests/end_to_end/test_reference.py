"""Every federated answer is the one that a single schema over the same data gives."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import REMOVE, FieldDefinitionNode, Visitor, parse, print_ast, visit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.common.public_ids import decode_public_id
from marketplace.management.seeding.demo_logins import DEMO_ADMINISTRATOR, DEMO_MEMBER
from tests.harness.client_schema import read_client_schema
from tests.harness.comparison import difference
from tests.harness.deployment import SUBGRAPHS, Data, Gateway
from tests.harness.graphql_over_http import ask
from tests.harness.processes import ROOT
from tests.harness.random_operations import ValuePool, operations

SDLS = {name: (ROOT / f"marketplace/subgraphs/{name}/schema.graphql").read_text(encoding="utf-8") for name in SUBGRAPHS}
SCHEMA = read_client_schema(SDLS).schema
RESTRICTIONS = frozenset({"authenticated", "policy"})


class _OpenToStrangers(Visitor):
    """Leaves out what the gateway refuses to strangers; the reference knows of no restrictions."""

    def enter_field_definition(self, node: FieldDefinitionNode, *_: Any) -> Any:
        return REMOVE if any(each.name.value in RESTRICTIONS for each in node.directives or ()) else None


OPEN_SCHEMA = read_client_schema(
    {name: print_ast(visit(parse(sdl), _OpenToStrangers())) for name, sdl in SDLS.items()}
).schema
SAMPLES = """{
  users(first: 6) { nodes { id displayName } pageInfo { endCursor } }
  offers(first: 6) { nodes { id title city { name } } pageInfo { endCursor } }
  reviews(first: 6) { nodes { id } pageInfo { endCursor } }
  categories { id slug children { id slug } }
}"""


@pytest.fixture(scope="module")
def pool(reference_url: str) -> ValuePool:
    """Ids, names and cursors that are in the data, and one of each that is not."""
    sampled = ask(reference_url, SAMPLES)["data"]
    users, offers, reviews = (sampled[name]["nodes"] for name in SUBGRAPHS)
    categories = [*sampled["categories"], *(child for each in sampled["categories"] for child in each["children"])]
    cursors = [sampled[name]["pageInfo"]["endCursor"] for name in SUBGRAPHS]
    values: Mapping[str, Sequence[Any]] = {
        "Query.user.id": [*ids(users), ids(offers)[0]],
        "Query.offer.id": [*ids(offers), "offer_01h455vb4pex5vsknk084sn02q"],
        "Query.review.id": [*ids(reviews), "no id at all"],
        "Query.category.slug": [*(each["slug"] for each in categories[:8]), "no-such-category"],
        "parentSlug": [each["slug"] for each in categories[:4]],
        "sellerId": ids(users),
        "authorId": ids(users),
        "offerId": ids(offers),
        "categoryId": ids(categories[:8]),
        "categorySlug": [each["slug"] for each in categories[:8]],
        "search": [users[0]["displayName"].split()[0], "a", "zzzz", ""],
        "text": [offers[0]["title"].split()[0], "the"],
        "currency": ["EUR", "USD"],
        "first": [1, 2, 3, 1, 2, 3, 1, 2, 3, 101],
        "last": [1, 2, 1, 2, 0],
        "after": [*cursors, "not a cursor"],
        "before": [*cursors],
        "radiusKm": [0.0, 25.0, 500.0, 20000.0],
        "latitude": [0.0, 48.2, -33.9],
        "longitude": [0.0, 16.4, 151.2],
    }
    return ValuePool(values)


def ids(nodes: Sequence[Mapping[str, Any]]) -> list[str]:
    return [node["id"] for node in nodes]


@pytest.mark.parametrize("deployment", ["embedded", "separate"])
def test_the_example_query(deployment: str, request: pytest.FixtureRequest, reference_url: str) -> None:
    query = (ROOT / "marketplace/example.graphql").read_text(encoding="utf-8")
    gateway: Gateway = request.getfixturevalue(deployment)
    answer = ask(gateway.graphql, query)
    assert "errors" not in answer
    assert len(answer["data"]["offers"]["nodes"]) == 2
    assert difference(answer, ask(reference_url, query)) == ""


@dataclass(frozen=True)
class Asker:
    """Somebody, as the gateway is told by a token and the reference by name."""

    to_gateway: Mapping[str, str]
    to_reference: Mapping[str, str]


@pytest.fixture(scope="module")
def askers(data: Data, embedded: Gateway) -> list[Asker]:
    """A stranger, a member, and an administrator, who is shown what others are not."""
    known = [Asker({}, {})]
    for email in (DEMO_MEMBER, DEMO_ADMINISTRATOR):
        bearer = {"Authorization": f"Bearer {data.manage('issue_token', email).split()[-1]}"}
        me = ask(embedded.graphql, "{ me { id roles } }", headers=bearer)["data"]["me"]
        told = {"userId": str(decode_public_id("user", me["id"])), "roles": me["roles"]}
        known.append(Asker(bearer, {"x-requester": json.dumps(told)}))
    return known


@pytest.mark.parametrize(("deployment", "examples"), [("embedded", 250), ("separate", 60)])
def test_random_operations(
    deployment: str,
    examples: int,
    request: pytest.FixtureRequest,
    reference_url: str,
    pool: ValuePool,
    askers: list[Asker],
) -> None:
    gateway: Gateway = request.getfixturevalue(deployment)

    @given(st.data())
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
    def answers_are_the_same(drawn: st.DataObject) -> None:
        asker = drawn.draw(st.sampled_from(askers))
        operation = drawn.draw(operations(SCHEMA if asker.to_gateway else OPEN_SCHEMA, pool))
        answer = ask(gateway.graphql, operation.query, operation.variables, headers=asker.to_gateway)
        assert "data" in answer, answer
        expected = ask(reference_url, operation.query, operation.variables, headers=asker.to_reference)
        assert difference(answer, expected) == ""

    answers_are_the_same()
