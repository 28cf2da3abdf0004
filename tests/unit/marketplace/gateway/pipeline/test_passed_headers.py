"""Headers through a whole gateway: who gets what, and what equal requests must not share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from marketplace.gateway.config import (
    CacheConfig,
    GatewayConfig,
    HeaderMerge,
    HeadersConfig,
    RequestHeaderRule,
    ResponseCacheConfig,
    ResponseHeaderRule,
)
from marketplace.gateway.ports import SubgraphResponse
from tests.harness.small_gateway import SmallGateway, people_answer

QUERY = {"query": "{ me { name pets } }"}
TENANT = RequestHeaderRule(propagate="x-tenant")
COOKIES = ResponseHeaderRule(header="set-cookie", merge=HeaderMerge.APPEND)
RESTRICTED = ResponseHeaderRule(header="cache-control", merge=HeaderMerge.MOST_RESTRICTIVE)


def gateway(headers: HeadersConfig, caches: CacheConfig | None = None) -> SmallGateway:
    return SmallGateway(GatewayConfig(headers=headers, caches=caches or CacheConfig()))


def answer_with(small: SmallGateway, people: Mapping[str, str], pets: Mapping[str, str]) -> None:
    small.people.answer = lambda request: SubgraphResponse(200, people, orjson.dumps(people_answer(request)))
    small.pets.answer = lambda _: SubgraphResponse(200, pets, b'{"data":{"_entities":[{"pets":["Rex"]}]}}')


def test_without_rules_nothing_passes_either_way():
    small = SmallGateway()
    answer_with(small, {"x-version": "7", "set-cookie": "a=1"}, {})
    response = small.post(QUERY, x_tenant="shop")
    assert "x-tenant" not in small.people.requests[0].headers
    assert "x-version" not in response.headers
    assert response.cookies == []


def test_subgraphs_get_what_the_rules_say_and_our_own_headers_stay_ours():
    small = gateway(
        HeadersConfig(
            request=(TENANT, RequestHeaderRule(propagate_matching="x-.*")),
            request_of={"pets": (RequestHeaderRule(insert="x-zoo", value="yes"),)},
        )
    )
    response = small.post(QUERY, x_tenant="shop", x_request_id="mine", x_holdfast_identity="forged")
    assert response.status == 200
    people, pets = small.people.requests[0].headers, small.pets.requests[0].headers
    assert people == {"x-tenant": "shop", "x-request-id": "mine"}
    assert pets == {**people, "x-zoo": "yes"}


def test_clients_get_what_the_rules_say():
    small = gateway(
        HeadersConfig(
            response=(COOKIES, ResponseHeaderRule(header="x-version", merge=HeaderMerge.JOIN)),
            response_of={"pets": (ResponseHeaderRule(header="x-zoo"),)},
        )
    )
    answer_with(
        small, {"set-cookie": "a=1\nb=2", "x-version": "7", "x-zoo": "no"}, {"set-cookie": "c=3", "x-zoo": "yes"}
    )
    response = small.post(QUERY)
    assert response.cookies == ["a=1", "b=2", "c=3"]
    assert (response.headers["x-version"], response.headers["x-zoo"]) == ("7", "yes")


@pytest.mark.parametrize(
    ("people", "pets", "expected"),
    [
        ("public, max-age=60", "max-age=5", "max-age=5"),
        ("public, max-age=60", "", "no-store"),
        ("public, max-age=60", "private, max-age=100", "private, max-age=60"),
    ],
)
def test_the_answer_may_be_kept_as_its_parts_may(people, pets, expected):
    small = gateway(HeadersConfig(response=(RESTRICTED,)))
    answer_with(small, {"cache-control": people}, {"cache-control": pets} if pets else {})
    response = small.post(QUERY)
    assert response.headers["cache-control"] == expected
    assert response.headers["vary"] == "accept, authorization"


def test_an_answer_with_errors_may_not_be_kept():
    small = gateway(HeadersConfig(response=(RESTRICTED,)))
    answer_with(small, {"cache-control": "max-age=60"}, {})
    small.pets.answer = lambda _: SubgraphResponse(200, {"cache-control": "max-age=60"}, b"{}")
    assert small.post(QUERY).headers["cache-control"] == "no-store"


def test_refusals_have_no_headers_of_subgraphs():
    small = gateway(HeadersConfig(response=(RESTRICTED, COOKIES)))
    response = small.post({"query": "{ nothing }"})
    assert response.headers["cache-control"] == "no-store"
    assert response.cookies == []


@pytest.mark.parametrize("rule", [TENANT, RequestHeaderRule(propagate_matching="x-ten.*")])
def test_kept_answers_are_those_for_the_same_headers(rule):
    small = gateway(HeadersConfig(request=(rule,)), CacheConfig(responses=ResponseCacheConfig()))

    def people(request: Mapping[str, Any]) -> SubgraphResponse:
        tenant = small.people.requests[-1].headers.get("x-tenant", "nobody")
        data = {"data": {"me": {"__typename": "Person", "id": "1", "name": tenant}}}
        return SubgraphResponse(200, {"cache-control": "public, max-age=60"}, orjson.dumps(data))

    small.people.answer = people
    query = {"query": "{ me { name } }"}
    names = [
        orjson.loads(small.post(query, **headers).body)["data"]["me"]["name"]
        for headers in ({"x_tenant": "a"}, {"x_tenant": "b"}, {"x_tenant": "a"}, {}, {"x_tena": "a"}, {"x_tenb": "a"})
    ]
    assert names == ["a", "b", "a", "nobody", "nobody", "nobody"]
    assert small.post(query, x_tenant="a").headers["vary"] in {"accept, authorization, x-tenant", "*"}


def test_rules_for_a_subgraph_that_does_not_exist_stop_the_start():
    with pytest.raises(ValueError, match="no subgraph 'birds'; it has people, pets"):
        gateway(HeadersConfig(request_of={"birds": (TENANT,)}))
