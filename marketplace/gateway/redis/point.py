"""A Redis with one server to ask: a single one, or the primary that sentinels name."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Any

from marketplace.gateway.errors import RedisReplyError
from marketplace.gateway.redis.command import Argument, Command, pack
from marketplace.gateway.redis.connection import Connection
from marketplace.gateway.redis.link import Link
from marketplace.gateway.redis.retry import Retry
from marketplace.gateway.redis.script import Script
from marketplace.gateway.redis.scripts import pack_script_call
from marketplace.gateway.redis.subscription import messages


class PointClient:
    """A RedisClient. `open_connection` finds the server, each time anew."""

    sharded = False

    def __init__(
        self, name: str, open_connection: Callable[[], Awaitable[Connection]], *, retry: Retry, patience: float
    ) -> None:
        self._open_connection = open_connection
        self._link = Link(name, open_connection, retry=retry, patience=patience, redirect=self._look_at_error)

    @property
    def available(self) -> bool:
        return self._link.available

    @property
    def why_unavailable(self) -> str | None:
        return self._link.why_unavailable

    def call(self, *arguments: Argument) -> asyncio.Future[Any]:
        future = asyncio.get_running_loop().create_future()
        self._link.send(Command(future, pack(arguments)))
        return future

    def run_script(
        self, script: Script, keys: Sequence[bytes | str], arguments: Sequence[Argument]
    ) -> asyncio.Future[Any]:
        future = asyncio.get_running_loop().create_future()
        self._link.send(Command(future, pack_script_call(script, keys, arguments), script))
        return future

    def subscribe(self, channel: str) -> AsyncGenerator[bytes, None]:
        return messages(self._open_connection, channel)

    async def aclose(self) -> None:
        await self._link.aclose()

    def _look_at_error(self, _command: Command, error: RedisReplyError) -> bool:
        """A primary that became a replica refuses what writes: look for the new one. The command has failed."""
        if error.message.startswith(("READONLY", "MASTERDOWN", "LOADING")):
            self._link.reconnect(f"The server is not to be used now ({error.message}).")
        return False
