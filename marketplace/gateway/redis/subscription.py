"""Listening to a channel."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from marketplace.gateway.errors import RedisReplyError, RedisUnavailableError
from marketplace.gateway.redis.connection import Connection
from marketplace.gateway.redis.opening import ask


async def messages(open_connection: Callable[[], Awaitable[Connection]], channel: str) -> AsyncGenerator[bytes, None]:
    """Each message once the subscription is confirmed. Raises RedisUnavailableError when the connection is lost."""
    heard: asyncio.Queue[Any] = asyncio.Queue()
    connection = await open_connection()
    connection.on_unasked = heard.put_nowait
    connection.on_lost = lambda why: heard.put_nowait(RedisUnavailableError(why))
    try:
        try:
            await ask(connection, "SUBSCRIBE", channel)
        except RedisReplyError as error:
            raise RedisUnavailableError(f"Redis refused the subscription to {channel!r}: {error}") from error
        while True:
            said = await heard.get()
            if isinstance(said, Exception):
                raise said
            kind, _, payload = said
            if kind == b"message":
                yield payload
    finally:
        connection.on_lost = None
        connection.close("The subscription has ended.")
