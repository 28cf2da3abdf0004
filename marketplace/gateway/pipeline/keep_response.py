"""Stage: the response as JSON, kept for others where its parts allow it."""

import time

import orjson

from marketplace.gateway.cache.policy.cache_policy import cache_control_header
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.respond import result_body
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.vary import add_vary


def keep_response(exchange: Exchange, services: Services) -> None:
    """Sets `body`, but for subscriptions and answers in parts. Not kept for others is what a decision taken for this
    request allowed, which may be taken otherwise for the next: policies, and reading the schema.
    """
    result = getattr(exchange, "result", None)
    if result is None:
        return
    exchange.body = orjson.dumps(result_body(exchange, result))
    collected, asked, responses = exchange.collected, exchange.asked, services.responses
    if collected is None or asked is None or responses is None:
        return
    if result.errors or result.refusals or result.data is None or exchange.extensions:
        return
    needs = exchange.document.access.get(exchange.operation_name)
    if exchange.document.size.asks_for_schema or (needs is not None and needs.policies):
        return
    private = needs is not None and bool(needs.demands)
    policy = responses.put(asked, exchange.body, collected, depends_on_client=private, now=time.time())
    tell_policy(exchange, services, policy.max_age, private=private or policy.private)


def tell_policy(exchange: Exchange, services: Services, max_age: float, *, private: bool) -> None:
    """Tell the client how long it may keep its answer."""
    headers = exchange.response_headers
    headers["cache-control"] = cache_control_header(max_age, private=private)
    if max_age >= 1:
        add_vary(headers, services.vary)
