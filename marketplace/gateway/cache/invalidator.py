"""Invalidates in every process: in this one at once, in Redis, and in the others by a message."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from contextlib import aclosing

import orjson

from marketplace.gateway.cache.invalidation import Invalidation, InvalidationClock, read_invalidations
from marketplace.gateway.cache.redis_invalidation import channel_of, redis_invalidation
from marketplace.gateway.cache.store import CacheStatistics, RedisTier
from marketplace.gateway.config import ResponseCacheConfig
from marketplace.gateway.errors import InvalidationRefusedError, RedisUnavailableError
from marketplace.gateway.redis import RedisClient

logger = logging.getLogger(__name__)

BEAT = b"beat:"
FIRST_BEATS = 0.02
"""Seconds between heartbeats until the first is heard."""
BEATS = 1.0
DEAF_AFTER = 3.5
"""Seconds of silence after which the channel is taken for broken, whatever the connection says."""
PAUSE = 0.1
"""Seconds before a lost channel is listened to again."""


class Invalidator:
    """Of one process. Without Redis there is nobody else to tell.

    The process sends heartbeats to itself by the channel. While it hears them, it hears every invalidation; whenever
    it did not, it may have missed some, and drops all that it has in its memory.
    """

    def __init__(self, config: ResponseCacheConfig, clock: InvalidationClock, statistics: CacheStatistics) -> None:
        self._config = config
        self._clock = clock
        self._statistics = statistics
        self._remote: RedisTier | None = None
        self._client: RedisClient | None = None
        self._channel = channel_of(config.key_prefix)
        self._own_beat = BEAT + secrets.token_bytes(8).hex().encode()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = True

    def share(self, client: RedisClient, remote: RedisTier) -> None:
        """From now on tell others by Redis, and from `start` on listen to them."""
        self._client = client
        self._remote = remote
        self._told = False

    def is_told(self) -> bool:
        """Whether this process would hear of an invalidation by another one now."""
        return self._told

    def start(self) -> None:
        """Inside the event loop that the gateway belongs to; a second time does nothing."""
        self._loop = asyncio.get_running_loop()
        if self._client is not None and not self._tasks:
            self._tasks = [
                asyncio.create_task(self._listen(self._client)),
                asyncio.create_task(self._beat(self._client)),
            ]

    async def aclose(self) -> None:
        self._loop = None
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def invalidate(self, invalidations: Sequence[Invalidation]) -> bool:
        """Drop what these name. False when it could be done in this process only, Redis being gone."""
        self._apply(invalidations)
        return self._remote is None or await self._remote.send(redis_invalidation(invalidations, self._config))

    def invalidate_from_thread(self, invalidations: Sequence[Invalidation]) -> None:
        """Drop what these name in this process, before anything that the thread makes happen in the gateway later.
        Does nothing for a gateway that does not run.
        """
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._apply, invalidations)

    def _apply(self, invalidations: Sequence[Invalidation]) -> None:
        self._clock.invalidate({tag for each in invalidations for tag in each.tags()})
        self._statistics.invalidations += len(invalidations)

    async def _beat(self, client: RedisClient) -> None:
        while True:
            client.call("PUBLISH", self._channel, self._own_beat)
            await asyncio.sleep(BEATS if self._told else FIRST_BEATS)

    async def _listen(self, client: RedisClient) -> None:
        while True:
            try:
                async with aclosing(client.subscribe(self._channel)) as messages:
                    while True:
                        async with asyncio.timeout(DEAF_AFTER):
                            message = await anext(messages)
                        self._hear(message)
            except (RedisUnavailableError, TimeoutError, StopAsyncIteration):
                self._told = False
            await asyncio.sleep(PAUSE)

    def _hear(self, message: bytes) -> None:
        if message.startswith(BEAT):
            if message == self._own_beat and not self._told:
                self._clock.invalidate_all()
                self._told = True
            return
        try:
            self._apply(read_invalidations(orjson.loads(message)))
        except (orjson.JSONDecodeError, InvalidationRefusedError) as error:
            self._clock.invalidate_all()
            logger.warning("A message of invalidations cannot be read, so everything is dropped: %s", error)
