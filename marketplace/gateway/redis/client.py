"""What a Redis is to the rest of the gateway."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any, Protocol

from marketplace.gateway.redis.command import Argument
from marketplace.gateway.redis.script import Script


class RedisClient(Protocol):
    """Belongs to the event loop of its first call. Futures fail with RedisUnavailableError at once where there is no
    connection, and after `RedisConfig.timeout` where there is no answer (a Cluster's redirection begins that time
    anew); with RedisReplyError where the server refused. Nobody has to look at a future that failed.
    """

    @property
    def available(self) -> bool:
        """Whether a command sent now would reach a server (of a Cluster: every one)."""
        ...

    @property
    def sharded(self) -> bool:
        """Whether keys lie on different servers, so that a script's keys must share a slot."""
        ...

    @property
    def why_unavailable(self) -> str | None:
        """One sentence; None while it is available, and before the first call."""
        ...

    def call(self, *arguments: Argument) -> asyncio.Future[Any]:
        """One command. Texts come back as bytes. In a Cluster the second argument is the key that decides who is
        asked.
        """
        ...

    def run_script(
        self, script: Script, keys: Sequence[bytes | str], arguments: Sequence[Argument]
    ) -> asyncio.Future[Any]:
        """The script's answer, in one round trip (three the first time). In a Cluster all keys must be of one slot:
        give them the same `{tag}`.
        """
        ...

    def subscribe(self, channel: str) -> AsyncGenerator[bytes, None]:
        """What is published on the channel, over a connection of its own. Raises RedisUnavailableError when that is
        lost: something may have been missed then, and it is the subscriber who knows what to do about it. Closing the
        generator (`aclose`) ends the subscription.
        """
        ...

    async def aclose(self) -> None:
        """Drop all connections; later calls fail."""
        ...
