"""Each mistake gets an answer that names it: a status, a code that programs may branch on, words for people."""

from __future__ import annotations

import json
from typing import Any

import pytest

from marketplace.management.seeding.demo_logins import DEMO_MEMBER
from tests.harness.deployment import Data, Gateway
from tests.harness.graphql_over_http import Answer, ask, send

JSON = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}
OFFER_MOVES = {"publishOffer", "reserveOffer", "releaseOffer", "markOfferSold", "archiveOffer"}
DEEP = "{ offers { nodes { " + "seller { offers { nodes { " * 66 + "id" + " } } }" * 66 + " } } }"
DRAFT = {
    "title": "A chair",
    "description": "Four legs, all there.",
    "price": {"amountMinor": 4500, "currency": "EUR"},
    "condition": "GOOD",
    "city": {"name": "Lisbon", "countryCode": "PT", "coordinates": {"latitude": 38.7223, "longitude": -9.1393}},
}


def post(gateway: Gateway, body: bytes) -> Answer:
    return send(gateway.graphql, body, headers=JSON)


def codes(answer: Any) -> list[str]:
    return [error["extensions"]["code"] for error in answer["errors"]]


def document(query: str) -> bytes:
    return json.dumps({"query": query}).encode()


@pytest.mark.parametrize(
    ("body", "status", "code", "words"),
    [
        (b'{"query": "{ me { id }', 400, "MALFORMED_REQUEST", "JSON"),
        (b"[]", 400, "MALFORMED_REQUEST", ""),
        (document("{ me { id "), 400, "GRAPHQL_PARSE_FAILED", "Syntax Error"),
        (document("{ me { shoeSize } }"), 400, "GRAPHQL_VALIDATION_FAILED", "shoeSize"),
        (document("{ me { id } }" + " " * 8_000_000), 413, "REQUEST_TOO_LARGE", ""),
        (document(DEEP), 400, "OPERATION_LIMIT_EXCEEDED", "deep"),
    ],
    ids=["cut JSON", "a list", "cut document", "unknown field", "8 MB", "200 deep"],
)
def test_a_request_that_cannot_be_executed(separate: Gateway, body: bytes, status: int, code: str, words: str) -> None:
    answer = post(separate, body)
    assert answer.status == status
    assert codes(answer.json()) == [code]
    assert words in answer.json()["errors"][0]["message"]
    assert "data" not in answer.json()


@pytest.fixture(scope="module")
def member(data: Data) -> dict[str, str]:
    """Headers of the demo member, who has been seeded with a history."""
    token = data.manage("issue_token", DEMO_MEMBER).strip().splitlines()[-1]
    return {"Authorization": f"Bearer {token}"}


def mutate(gateway: Gateway, member: dict[str, str], name: str, values: dict[str, Any], selection: str) -> Any:
    """The payload of one mutation."""
    type_name = "MoveOfferInput" if name in OFFER_MOVES else f"{name[0].upper()}{name[1:]}Input"
    query = (
        f"mutation Change($input: {type_name}!) "
        f"{{ {name}(input: $input) {{ {selection} problems {{ code field message }} }} }}"
    )
    answer = ask(gateway.graphql, query, {"input": values}, headers=member)
    assert "errors" not in answer, answer
    return answer["data"][name]


@pytest.fixture
def draft(separate: Gateway, member: dict[str, str]) -> Any:
    category = ask(separate.graphql, "{ categories { id } }")["data"]["categories"][0]["id"]
    payload = mutate(
        separate, member, "createOffer", {**DRAFT, "categoryId": category}, "offer { id version status title }"
    )
    assert payload["problems"] == []
    return payload["offer"]


def offer_now(gateway: Gateway, member: dict[str, str], key: str) -> Any:
    query = "query Now($id: ID!) { offer(id: $id) { id version status title } }"
    return ask(gateway.graphql, query, {"id": key}, headers=member)["data"]["offer"]


def test_an_illegal_status_move(separate: Gateway, member: dict[str, str], draft: Any) -> None:
    payload = mutate(separate, member, "markOfferSold", {"id": draft["id"]}, "offer { id }")
    assert [problem["code"] for problem in payload["problems"]] == ["ILLEGAL_STATUS_MOVE"]
    assert "DRAFT" in payload["problems"][0]["message"]
    assert payload["offer"] is None
    assert offer_now(separate, member, draft["id"]) == draft


def test_a_stale_edit(separate: Gateway, member: dict[str, str], draft: Any) -> None:
    first = {"id": draft["id"], "version": draft["version"], "title": "A better chair"}
    edited = mutate(separate, member, "updateOffer", first, "offer { id version status title }")
    assert edited["problems"] == []
    second = {"id": draft["id"], "version": draft["version"], "title": "Another chair"}
    payload = mutate(separate, member, "updateOffer", second, "offer { id }")
    assert [(problem["code"], problem["field"]) for problem in payload["problems"]] == [("STALE_VERSION", "version")]
    assert str(edited["offer"]["version"]) in payload["problems"][0]["message"]
    assert offer_now(separate, member, draft["id"]) == edited["offer"]


def test_a_duplicate_review(separate: Gateway, member: dict[str, str]) -> None:
    query = """{
      me { id }
      offers(first: 100) { nodes { id status seller { id } reviews(first: 100) { nodes { author { id } } } } }
    }"""
    seen = ask(separate.graphql, query, headers=member)["data"]
    me = seen["me"]["id"]
    offer = next(
        node["id"]
        for node in seen["offers"]["nodes"]
        if node["seller"]["id"] != me
        and node["status"] == "PUBLISHED"
        and me not in {review["author"]["id"] for review in node["reviews"]["nodes"]}
    )
    review = {"offerId": offer, "rating": 4, "title": "Good", "body": "As described, quickly sent."}
    first = mutate(separate, member, "addReview", review, "review { id rating }")
    assert first["problems"] == []
    second = mutate(separate, member, "addReview", {**review, "rating": 1}, "review { id }")
    assert [problem["code"] for problem in second["problems"]] == ["DUPLICATE_REVIEW"]
    rating = "query Now($id: ID!) { review(id: $id) { id rating } }"
    assert ask(separate.graphql, rating, {"id": first["review"]["id"]})["data"]["review"] == first["review"]
