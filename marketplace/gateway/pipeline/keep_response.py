"""Stage: the response as JSON, kept for others where its parts allow it."""

import time

import orjson

from marketplace.gateway.cache.policy.cache_policy import cache_control_header
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.respond import result_body
from marketplace.gateway.pipeline.services import Services


def keep_response(exchange: Exchange, services: Services) -> None:
    """Sets `body`, but for subscriptions and answers in parts."""
    result = getattr(exchange, "result", None)
    if result is None:
        return
    exchange.body = orjson.dumps(result_body(exchange, result))
    collected, asked, responses = exchange.collected, exchange.asked, services.responses
    if collected is None or asked is None or responses is None:
        return
    if result.errors or result.refusals or result.data is None or exchange.extensions:
        return
    private = _depends_on_client(exchange)
    policy = responses.put(asked, exchange.body, collected, depends_on_client=private, now=time.time())
    tell_policy(exchange, services, policy.max_age, private=private or policy.private)


def tell_policy(exchange: Exchange, services: Services, max_age: float, *, private: bool) -> None:
    """Tell the client how long it may keep its answer."""
    headers = exchange.response_headers
    headers["cache-control"] = cache_control_header(max_age, private=private)
    if max_age >= 1:
        headers["vary"] = services.vary


def _depends_on_client(exchange: Exchange) -> bool:
    """Whether somebody else might get another answer, or none: what the client may see is part of it."""
    needs = exchange.document.access.get(exchange.operation_name)
    return exchange.document.size.asks_for_schema or (needs is not None and bool(needs.demands))
