"""What a client sees of rate limits, over HTTP."""

import logging
from dataclasses import replace

import orjson
import pytest

from marketplace.gateway.config import (
    DemandConfig,
    DemandMode,
    GatewayConfig,
    RateLimitConfig,
    RateLimitKey,
    RateLimitsConfig,
)
from marketplace.gateway.pipeline import HttpRequest, HttpResponse
from tests.harness.small_gateway import SmallGateway


def gateway(config: GatewayConfig | None = None, **limits: RateLimitConfig) -> SmallGateway:
    return SmallGateway(replace(config or GatewayConfig(), rate_limits=RateLimitsConfig(limits=limits)))


def ask(
    small: SmallGateway, query: str = "{ me { name } }", peer: str = "198.51.100.7", **headers: str
) -> HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = orjson.dumps({"query": query})
    return small.handle(HttpRequest("POST", "", {"content-type": "application/json", **named}, body, peer=peer))


def test_without_limits_nothing_is_told():
    assert not [name for name in ask(SmallGateway()).headers if "ratelimit" in name]


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json", "text/event-stream"])
def test_one_more_than_allowed_is_refused_in_every_media_type(accept):
    small = gateway(ip=RateLimitConfig(key=RateLimitKey.IP, requests=1))
    allowed = ask(small, accept=accept.replace("text/event-stream", "*/*"))
    assert (allowed.status, allowed.headers["ratelimit"]) == (200, '"ip";r=0;t=60')
    refused = ask(small, accept=accept)
    assert refused.status == 429
    assert int(refused.headers["retry-after"]) in {59, 60}
    (error,) = orjson.loads(refused.body)["errors"]
    assert error["message"].startswith("Too many requests: the limit 'ip' allows 1 in 60 s. Try again in ")
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["extensions"]["limit"] == "ip"
    assert ask(small, peer="203.0.113.5").status == 200


def test_a_refused_request_costs_no_work():
    small = gateway(ip=RateLimitConfig(key=RateLimitKey.IP, requests=1))
    ask(small)
    assert ask(small, "{ this is not even read").status == 429
    assert small.subgraph_requests == 1


def test_a_forged_header_does_not_change_who_is_counted():
    small = gateway(ip=RateLimitConfig(key=RateLimitKey.IP, requests=1))
    ask(small)
    assert ask(small, x_forwarded_for="203.0.113.5").status == 429


def test_a_named_application_has_a_count_of_its_own():
    small = gateway(app=RateLimitConfig(key=RateLimitKey.CLIENT, requests=1))
    assert [ask(small, apollographql_client_name=name).status for name in ("a", "a", "b")] == [200, 429, 200]


def test_a_budget_is_spent_by_estimates_and_corrected_by_what_answers_cost():
    config = GatewayConfig(demand=DemandConfig(mode=DemandMode.MEASURE, actual=True))
    small = gateway(config, budget=RateLimitConfig(key=RateLimitKey.IP, cost=20))
    listed = ask(small, "{ people { name } }")  # ten estimated, one came
    assert listed.headers["ratelimit"] == '"budget";r=10;t=60'
    assert ask(small, "{ me { name } }").headers["ratelimit-remaining"] == "18"
    assert listed.headers["ratelimit-policy"] == '"budget";q=20;w=60;qu="cost"'
    refused = [ask(small, "{ people { name friends { name } } }").status for _ in range(2)]
    assert refused == [429, 429]  # 110 never fit


def test_a_budget_without_estimates_is_a_mistake_that_is_told_at_once():
    config = GatewayConfig(demand=DemandConfig(mode=DemandMode.OFF))
    with pytest.raises(ValueError, match="'budget' counts cost, which nobody estimates: set demand"):
        gateway(config, budget=RateLimitConfig(cost=20))


def test_a_process_that_counts_for_itself_says_so(caplog):
    with caplog.at_level(logging.WARNING):
        gateway(ip=RateLimitConfig(key=RateLimitKey.IP, requests=1))
    assert [record.message for record in caplog.records if "rate" in record.message.lower()] == [
        "Rate limits are counted in each gateway process for itself. Configure redis to count them together."
    ]
