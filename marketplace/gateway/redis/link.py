"""The way to one Redis server, kept open: a lost connection is made anew in the background."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from marketplace.gateway.errors import RedisReplyError, RedisUnavailableError
from marketplace.gateway.redis.command import Command
from marketplace.gateway.redis.connection import Connection, Redirect
from marketplace.gateway.redis.retry import Retry
from marketplace.gateway.redis.scripts import load_script

logger = logging.getLogger(__name__)

STABLE_AFTER = 1.0
"""Seconds after which a connection counts as a success: before, losing it lengthens the next pause."""


class Link:
    """Commands wait for the first attempt to connect, as long as they would wait for an answer. While later attempts
    are made they fail at once. One log line says that the server is gone, one that it is back.
    """

    def __init__(
        self,
        name: str,
        open_connection: Callable[[], Awaitable[Connection]],
        *,
        retry: Retry,
        patience: float,
        redirect: Redirect | None = None,
        on_unavailable: Callable[[], None] | None = None,
    ) -> None:
        self._name = name
        self._open_connection = open_connection
        self._retry = retry
        self._patience = patience
        self._redirect = redirect
        self._on_unavailable = on_unavailable
        self._connection: Connection | None = None
        self._connected_at = 0.0
        self._failures = 0
        self._early: list[Command] = []
        self._why: str | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def available(self) -> bool:
        return self._connection is not None

    @property
    def why_unavailable(self) -> str | None:
        """None while it can be used, and before it was used first."""
        return self._why

    def send(self, command: Command) -> None:
        connection = self._connection
        if connection is not None:
            connection.send(command)
        elif self._why is not None:
            command.fail(RedisUnavailableError(self._why))
        else:
            self._early.append(command)
            self.connect()

    def connect(self) -> None:
        """Begin now rather than with the first command."""
        if self._connecting is None and self._connection is None and not self._closed:
            self._connecting = asyncio.create_task(self._connect())

    def reconnect(self, why: str) -> None:
        """The server at the other end is not the one that we want."""
        if self._connection is not None:
            self._connection.close(why)

    async def aclose(self) -> None:
        self._closed = True
        self._why = "The connection to Redis is closed."
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._connection is not None:
            self._connection.close(self._why)
        self._fail_early(self._why)

    async def _connect(self) -> None:
        impatient = asyncio.get_running_loop().call_later(
            self._patience, self._unavailable, f"{self._name} is not connected yet."
        )
        try:
            while True:
                try:
                    if self._failures:
                        await asyncio.sleep(self._retry.pause(self._failures))
                    self._take(await self._open_connection())
                except RedisUnavailableError as error:
                    self._failures += 1
                    self._unavailable(error.message)
                else:
                    return
        finally:
            impatient.cancel()
            self._connecting = None

    def _take(self, connection: Connection) -> None:
        if not connection.is_open:
            raise RedisUnavailableError(f"{self._name} closed the connection at once.")
        connection.on_lost = self._lost
        connection.redirect = self._look_at_error
        self._connection = connection
        self._connected_at = asyncio.get_running_loop().time()
        if self._why is not None:
            self._why = None
            logger.warning("%s is available again.", self._name)
        early, self._early = self._early, []
        for command in early:
            connection.send(command)

    def _lost(self, why: str) -> None:
        self._connection = None
        if self._closed:
            return
        lasted = asyncio.get_running_loop().time() - self._connected_at
        self._failures = 0 if lasted >= STABLE_AFTER else self._failures + 1
        self._unavailable(f"{self._name}: {why}")
        self.connect()

    def _unavailable(self, why: str) -> None:
        if self._why is None:
            logger.warning("%s What uses it goes on without it until it is back.", why)
        self._why = why
        self._fail_early(why)
        if self._on_unavailable is not None:
            self._on_unavailable()

    def _fail_early(self, why: str) -> None:
        early, self._early = self._early, []
        for command in early:
            command.fail(RedisUnavailableError(why))

    def _look_at_error(self, command: Command, error: RedisReplyError) -> bool:
        connection = self._connection
        if connection is None:
            return False
        if command.script is not None and error.message.startswith("NOSCRIPT"):
            load_script(connection, command)
            return True
        return self._redirect is not None and self._redirect(command, error)
