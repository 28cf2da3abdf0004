"""What gateway processes share, in Redis.

    <prefix>a:<key>    an entry, until it cannot be used any more
    <prefix>v:<tag>    the tag's version: another one with every invalidation, none before the first

An entry holds a digest of the versions that its tags had *before* its subgraph was asked, and counts only while they
are still the same. So there is no index from tags to entries to keep up and to clean, an invalidation costs one write
for each tag, however much depends on it, and what was fetched before an invalidation and written after it is never
given. A version need not outlive the entries that were written before it: it expires with the last of them. Where
Redis evicts by LRU, it is used whenever such an entry is, so that the entry goes first.
"""

import asyncio
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from marketplace.gateway.cache.store.entry import Entry, decode, decode_tags, encode
from marketplace.gateway.cache.store.statistics import CacheStatistics
from marketplace.gateway.cache.store.version_keys import version_key
from marketplace.gateway.errors import RedisError
from marketplace.gateway.redis import RedisClient


class RedisTier:
    """Never raises for what Redis does: then nothing is known, and nothing is written. `retention` is the longest time
    in seconds for which an entry is usable.
    """

    def __init__(
        self,
        client: RedisClient,
        prefix: str,
        statistics: CacheStatistics,
        *,
        compress_above: int,
        retention: float,
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._statistics = statistics
        self._compress_above = compress_above
        self._retention = retention

    async def load(
        self, wanted: Sequence[tuple[bytes, tuple[str, ...]]], began: int
    ) -> tuple[list[Entry | None], Mapping[str, bytes | None] | None]:
        """The entries of keys with their tags, and the versions of all these tags (None where Redis is gone), in one
        round trip.
        """
        tags = list(dict.fromkeys(tag for _, each in wanted for tag in each))
        keys = [*(self._entry_key(key) for key, _ in wanted), *map(self._version_key, tags)]
        values = await self._get(keys)
        if values is None:
            return [None] * len(wanted), None
        versions = dict(zip(tags, values[len(wanted) :], strict=True))
        entries: list[Entry | None] = []
        for (_, each), record in zip(wanted, values[: len(wanted)], strict=True):
            known = tuple(versions[tag] for tag in each)
            entries.append(None if record is None else decode(record, each, known, began))
        found = sum(entry is not None for entry in entries)
        self._statistics.remote_hits += found
        self._statistics.remote_misses += len(entries) - found
        return entries, versions

    async def load_with_tags(self, key: bytes, began: int) -> Entry | None:
        """An entry that was written with its tags. Two round trips where there is one."""
        values = await self._get([self._entry_key(key)])
        record = values[0] if values else None
        tags = decode_tags(record) if record is not None else None
        if record is None or tags is None:
            self._statistics.remote_misses += values is not None
            return None
        versions = await self._get([self._version_key(tag) for tag in tags])
        entry = None if versions is None else decode(record, tags, tuple(versions), began)
        self._statistics.remote_hits += entry is not None
        return entry

    async def versions(self, tags: Sequence[str]) -> Mapping[str, bytes | None] | None:
        """None where Redis is gone."""
        values = await self._get([self._version_key(tag) for tag in tags])
        return None if values is None else dict(zip(tags, values, strict=True))

    def put(self, key: bytes, entry: Entry, now: float, *, with_tags: bool = False) -> None:
        """Nobody waits for it. An entry whose tags' versions are not known is not written."""
        if entry.versions is None or not self._client.available:
            return
        milliseconds = int((min(entry.usable_until, now + self._retention) - now) * 1000)
        if milliseconds > 0:
            record = encode(entry, self._compress_above, with_tags=with_tags)
            self._client.call("SET", self._entry_key(key), record, "PX", milliseconds)

    async def send(self, commands: Sequence[tuple[bytes | str | int, ...]]) -> bool:
        """All of them, each after the one before; False where Redis is gone."""
        try:
            await asyncio.gather(*(self._client.call(*command) for command in commands))
        except RedisError:
            self._statistics.remote_failures += 1
            return False
        return True

    async def _get(self, keys: Sequence[bytes]) -> list[Any] | None:
        if not keys:
            return []
        try:
            if self._client.sharded:
                return list(await asyncio.gather(*(self._client.call("GET", key) for key in keys)))
            return list(await self._client.call("MGET", *keys))
        except RedisError:
            self._statistics.remote_failures += 1
            return None

    def _entry_key(self, key: bytes) -> bytes:
        return self._prefix.encode() + b"a:" + blake2b(key, digest_size=16).digest()

    def _version_key(self, tag: str) -> bytes:
        return version_key(self._prefix, tag)
