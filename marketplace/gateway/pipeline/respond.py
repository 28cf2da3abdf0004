"""What an operation answers, whatever protocol carries it: GraphQL specification, section 7.1."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from marketplace.gateway.errors import MASKED_INTERNAL_MESSAGE, InternalError
from marketplace.gateway.executor import PlanResult
from marketplace.gateway.pipeline.exchange import Exchange

logger = logging.getLogger(__name__)


def result_body(exchange: Exchange, result: PlanResult) -> dict[str, Any]:
    """One response."""
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = result.errors
    if result.refusals:
        body["extensions"] = {**exchange.extensions, "authorizationErrors": result.refusals}
    elif exchange.extensions:
        body["extensions"] = exchange.extensions
    return body


def internal_error_entry(exchange: Exchange) -> dict[str, Any]:
    """Our fault: a fixed sentence, and the id under which the log has the rest."""
    return {
        "message": MASKED_INTERNAL_MESSAGE,
        "extensions": {"code": InternalError.code, "requestId": exchange.request_id},
    }


async def response_bodies(exchange: Exchange) -> AsyncGenerator[dict[str, Any], None]:
    """Every response to an operation whose stages have run: one, or of a subscription one for each event. Raises
    nothing: should we fail on the way, the last response says so.
    """
    results = getattr(exchange, "results", None)
    if results is None:
        yield result_body(exchange, exchange.result)
        return
    try:
        async with aclosing(results):
            async for result in results:
                yield result_body(exchange, result)
    except Exception:
        logger.exception("Request %s failed inside the gateway", exchange.request_id)
        yield {"errors": [internal_error_entry(exchange)]}
