"""An answer in parts: `multipart/mixed` incremental delivery (deferSpec 20220824)."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import orjson

from marketplace.gateway.executor import IncrementalResult, PlanResult
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.respond import internal_error_entry, result_body

CONTENT_TYPE = 'multipart/mixed; boundary="-"; deferSpec=20220824'
PART_HEAD = b"\r\n---\r\ncontent-type: application/json; charset=utf-8\r\n\r\n"
END = b"\r\n-----\r\n"

logger = logging.getLogger(__name__)


async def write_parts(exchange: Exchange) -> AsyncGenerator[bytes, None]:
    """The body: the part that is not deferred, then every other once it is there. Should we fail on the way,
    the last part says so. Closing it cancels what is still being fetched.
    """
    try:
        async with aclosing(exchange.parts) as parts:
            async for part in parts:
                yield PART_HEAD + orjson.dumps(_payload(exchange, part))
    except Exception:
        logger.exception("Request %s failed inside the gateway", exchange.request_id)
        yield PART_HEAD + orjson.dumps({"errors": [internal_error_entry(exchange)], "hasNext": False})
    yield END


def _payload(exchange: Exchange, part: PlanResult | IncrementalResult) -> dict[str, Any]:
    if isinstance(part, PlanResult):
        return {**result_body(exchange, part), "hasNext": True}
    return {"incremental": part.entries, "hasNext": part.has_next}
