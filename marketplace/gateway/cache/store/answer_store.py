"""The tiers together: this process's memory, then Redis."""

import time
from collections.abc import Callable, Hashable, Mapping, Sequence

from marketplace.gateway.cache.invalidation.clock import InvalidationClock
from marketplace.gateway.cache.policy import CachePolicy
from marketplace.gateway.cache.store.entry import Entry, Versions
from marketplace.gateway.cache.store.local_tier import LocalTier
from marketplace.gateway.cache.store.redis_tier import RedisTier
from marketplace.gateway.cache.store.statistics import CacheStatistics


class Lookup:
    """What became of looking for one thing: the entry that was found, and the versions that its tags had."""

    __slots__ = ("entry", "key", "tags", "versions")

    def __init__(self, key: bytes, tags: tuple[str, ...]) -> None:
        self.key = key
        self.tags = tags
        self.entry: Entry | None = None
        self.versions: Versions | None = None


class AnswerStore:
    """`is_told` says whether this process would hear of an invalidation by another one now; while it would not,
    nothing is kept here for longer than `longest_untold` seconds.
    """

    def __init__(
        self,
        local: LocalTier,
        remote: RedisTier | None,
        clock: InvalidationClock,
        statistics: CacheStatistics,
        *,
        is_told: Callable[[], bool] = lambda: True,
        longest_untold: float = 0.0,
    ) -> None:
        self.local = local
        self.remote = remote
        self.clock = clock
        self.statistics = statistics
        self._is_told = is_told
        self._longest_untold = longest_untold

    async def load(self, lookups: Sequence[Lookup]) -> None:
        """Look in Redis for what was not found here, and learn the versions of the tags."""
        if self.remote is None:
            return
        began = self.clock.now
        entries, versions = await self.remote.load([(each.key, each.tags) for each in lookups], began)
        for lookup, entry in zip(lookups, entries, strict=True):
            if versions is not None:
                lookup.versions = versions_of(lookup.tags, versions)
            if entry is not None:
                lookup.entry = entry
                self._keep(lookup.key, entry)

    async def load_response(self, key: Hashable, digest: Callable[[], bytes]) -> Entry | None:
        """A whole response that is in Redis."""
        if self.remote is None:
            return None
        entry = await self.remote.load_with_tags(digest(), self.clock.now)
        if entry is not None:
            self._keep(key, entry)
        return entry

    async def learn_versions(self, lookups: Sequence[Lookup]) -> None:
        """For what is about to be got without having been looked for."""
        if self.remote is None:
            return
        tags = list(dict.fromkeys(tag for each in lookups for tag in each.tags))
        versions = await self.remote.versions(tags)
        if versions is not None:
            for lookup in lookups:
                lookup.versions = versions_of(lookup.tags, versions)

    def put(self, lookup: Lookup, value: bytes, policy: CachePolicy, began: int, seconds: float) -> Entry:
        """Keep an answer whose fetch began at that moment of the clock and took so long."""
        now = time.time()
        entry = Entry.under(policy, value, lookup.tags, began, lookup.versions, now=now, seconds=seconds)
        if self.remote is not None:
            self.remote.put(lookup.key, entry, now)
        self._keep(lookup.key, entry)
        return entry

    def put_response(self, key: Hashable, digest: Callable[[], bytes], entry: Entry) -> None:
        if self.remote is not None and entry.versions is not None:
            self.remote.put(digest(), entry, time.time(), with_tags=True)
        self._keep(key, entry)

    def _keep(self, key: Hashable, entry: Entry) -> None:
        if not self._is_told():
            latest = time.time() + self._longest_untold
            entry.fresh_until = min(entry.fresh_until, latest)
            entry.stale_until = min(entry.stale_until, latest)
            entry.error_until = min(entry.error_until, latest)
        self.local.put(key, entry)


def versions_of(tags: tuple[str, ...], versions: Mapping[str, bytes | None]) -> Versions:
    return tuple(versions[tag] for tag in tags)
