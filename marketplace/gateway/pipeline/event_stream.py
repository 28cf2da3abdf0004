"""Responses as server-sent events: GraphQL over SSE, distinct connections mode."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import orjson

from marketplace.gateway.config import LiveConfig
from marketplace.gateway.errors import ClientError, ClientTooSlowError, InvalidTokenError
from marketplace.gateway.pipeline.outbox import Outbox

COMMENT = b":\n\n"
NEXT = b"event: next\n"
COMPLETE = b"event: complete\ndata:\n\n"
"""With an empty `data` line: a browser's EventSource drops events that have none."""


def next_event(body: Mapping[str, Any]) -> bytes:
    """One response as an event. JSON written by orjson has no line breaks."""
    return NEXT + b"data: " + orjson.dumps(body) + b"\n\n"


async def tell_refusal(errors: Sequence[Mapping[str, Any]]) -> AsyncGenerator[bytes, None]:
    """The stream of an operation that was refused."""
    yield next_event({"errors": errors})
    yield COMPLETE


async def write_events(
    bodies: AsyncGenerator[dict[str, Any], None], config: LiveConfig, expires_at: float | None
) -> AsyncGenerator[bytes, None]:
    """The stream of an operation's responses, with a comment wherever it would be silent for too long.

    It begins with a comment, so that the client learns at once that it is accepted. It ends with the responses, at
    `expires_at`, or when the client is too slow for them. Closing it closes `bodies`.
    """
    outbox = Outbox(config.max_waiting_messages, config.max_waiting_bytes)
    pump = asyncio.create_task(_pump(bodies, outbox))
    try:
        yield COMMENT
        while True:
            try:
                async with asyncio.timeout(_patience(config.keep_alive, expires_at)):
                    piece = await outbox.take()
            except TimeoutError:
                if expires_at is not None and time.time() >= expires_at:
                    yield _farewell(InvalidTokenError("The access token has expired. Subscribe with a new one."))
                    break
                yield COMMENT
                continue
            if piece is None:
                break
            yield piece
        if pump.done() and not pump.result():
            yield _farewell(ClientTooSlowError("Results came faster than they were read. Subscribe again."))
        yield COMPLETE
    finally:
        pump.cancel()
        await asyncio.wait([pump])


async def _pump(bodies: AsyncGenerator[dict[str, Any], None], outbox: Outbox) -> bool:
    """Whether all responses found room."""
    async with aclosing(bodies):
        try:
            async for body in bodies:
                if not outbox.put(next_event(body)):
                    return False
        finally:
            outbox.end()
    return True


def _patience(keep_alive: float, expires_at: float | None) -> float:
    return keep_alive if expires_at is None else min(keep_alive, max(0.0, expires_at - time.time()))


def _farewell(error: ClientError) -> bytes:
    return next_event({"errors": error.formatted_all()})
