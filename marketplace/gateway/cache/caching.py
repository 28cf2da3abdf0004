"""All that keeps answers in one process: made once, and kept when the supergraph is replaced."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from marketplace.gateway.cache.fetches import CachedFetches, FetchRecords
from marketplace.gateway.cache.invalidation import InvalidationClock
from marketplace.gateway.cache.invalidator import Invalidator
from marketplace.gateway.cache.redis_invalidation import retention
from marketplace.gateway.cache.responses import ResponseCache
from marketplace.gateway.cache.store import AnswerStore, CacheStatistics, LocalTier, RedisTier
from marketplace.gateway.config import ResponseCacheConfig
from marketplace.gateway.redis import RedisClient
from marketplace.gateway.supergraph.model import Supergraph


class AnswerCaching:
    """`redis` belongs to whoever gives it."""

    def __init__(self, config: ResponseCacheConfig, redis: RedisClient | None = None) -> None:
        self.config = config
        self.statistics = CacheStatistics()
        self.clock = InvalidationClock()
        self.invalidator = Invalidator(config, self.clock, self.statistics)
        remote = None
        if redis is not None:
            remote = RedisTier(
                redis,
                config.key_prefix,
                self.statistics,
                compress_above=config.compress_above,
                retention=retention(config),
            )
            self.invalidator.share(redis, remote)
        self.store = AnswerStore(
            LocalTier(config.memory, config.largest, self.clock),
            remote,
            self.clock,
            self.statistics,
            is_told=self.invalidator.is_told,
            longest_untold=config.longest_without_redis,
        )

    async def start(self) -> None:
        """What needs a running event loop."""
        self.invalidator.start()

    async def aclose(self) -> None:
        await self.invalidator.aclose()

    def summary(self) -> dict[str, Any]:
        """For operators."""
        return {
            "entries": len(self.store.local),
            "bytes": self.store.local.used,
            "hearsInvalidations": self.invalidator.is_told(),
            **asdict(self.statistics),
        }

    def fetches(self, supergraph: Supergraph) -> CachedFetches:
        """For subgraphs' answers under this supergraph."""
        access = supergraph.access
        is_guarded: Callable[[str, str], bool] = (
            (lambda _type, _field: False)
            if access is None
            else (lambda type_name, field_name: access.of_field(type_name, field_name) != 0)
        )
        records = FetchRecords(supergraph, self.config, is_guarded)
        return CachedFetches(records, self.store, self.invalidator, self.config)

    def responses(self, supergraph: Supergraph) -> ResponseCache | None:
        """For whole responses under this supergraph; None where these are not kept."""
        return ResponseCache(self.store, supergraph.hash) if self.config.whole_responses else None
