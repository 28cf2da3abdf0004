"""Browsers are refused what they ask for pages that may not ask; nobody else is."""

from __future__ import annotations

import pytest

from marketplace.gateway.config import CrossOriginConfig, GatewayConfig
from marketplace.gateway.pipeline import HttpRequest, answer_preflight
from tests.harness.small_gateway import SmallGateway

SHOP = "https://shop.example"
OPEN = GatewayConfig(cross_origin=CrossOriginConfig(origins=(SHOP,)))
QUERY = {"query": "{ me { name } }"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "same-origin", "origin": "http://gateway.example"},
        {"sec_fetch_site": "none"},
        {"origin": "http://gateway.example", "host": "gateway.example"},
        {"sec_fetch_site": "cross-site", "origin": SHOP},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"},
    ],
    ids=["no browser", "own page", "typed in", "own page in an old browser", "named page", "a link followed"],
)
def test_may_ask(headers: dict[str, str]) -> None:
    assert SmallGateway(OPEN).post(QUERY, **headers).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site", "origin": "https://evil.example"},
        {"sec_fetch_site": "same-site", "origin": "https://shop.example.evil.example"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"},
        {"origin": "https://evil.example", "host": "gateway.example"},
        {"origin": "null", "host": "gateway.example"},
    ],
    ids=["another page", "a name that begins alike", "an image", "an old browser", "a sandboxed frame"],
)
def test_may_not_ask(headers: dict[str, str]) -> None:
    small = SmallGateway(OPEN)
    answer = small.post(QUERY, **headers)
    assert answer.status == 403
    assert b"CROSS_ORIGIN_REFUSED" in answer.body
    assert small.subgraph_requests == 0


def test_a_named_page_may_read_the_answer() -> None:
    headers = SmallGateway(OPEN).post(QUERY, origin=SHOP).headers
    assert headers["access-control-allow-origin"] == SHOP
    assert headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in headers


def test_a_named_page_may_read_refusals_as_well() -> None:
    answer = SmallGateway(OPEN).post({"query": "{"}, origin=SHOP, accept="application/graphql-response+json")
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (400, SHOP)


def preflight(origin: str, config: CrossOriginConfig) -> tuple[int, dict[str, str]]:
    asked = {"origin": origin, "access-control-request-method": "POST", "sec-fetch-site": "cross-site"}
    answer = answer_preflight(HttpRequest("OPTIONS", "", asked), config)
    assert answer is not None
    return answer.status, dict(answer.headers)


def test_preflight() -> None:
    status, headers = preflight(SHOP, CrossOriginConfig(origins=(SHOP,), credentials=True))
    assert status == 204
    assert headers["access-control-allow-headers"] == "authorization, content-type, x-request-id"
    assert headers["access-control-allow-methods"] == "GET, POST"
    assert headers["access-control-allow-credentials"] == "true"
    assert headers["access-control-max-age"] == "600"


def test_preflight_of_another_page_allows_nothing() -> None:
    status, headers = preflight("https://evil.example", CrossOriginConfig(origins=(SHOP,)))
    assert status == 403
    assert not any(name.startswith("access-control") for name in headers)


def test_every_page_may_ask_where_that_is_said() -> None:
    status, headers = preflight("https://anybody.example", CrossOriginConfig(origins=("*",)))
    assert (status, headers["access-control-allow-origin"]) == (204, "*")


def test_options_without_origin_is_no_preflight() -> None:
    assert answer_preflight(HttpRequest("OPTIONS", "", {}), CrossOriginConfig()) is None


@pytest.mark.parametrize(
    ("origins", "credentials", "words"),
    [
        (("*",), True, "named origins"),
        (("shop.example",), False, "begins with http:// or https://"),
        (("https://shop.example/",), False, "goes on with a path"),
    ],
)
def test_wrong_options_are_told(origins: tuple[str, ...], credentials: bool, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        CrossOriginConfig(origins=origins, credentials=credentials)
