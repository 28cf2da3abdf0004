"""One answer that is kept, and how it is written down for Redis.

Times are `time.time()`: they have to mean the same in every process.
"""

import math
import random
import struct
import zlib
from hashlib import blake2b

import orjson

from marketplace.gateway.cache.policy import CachePolicy

Versions = tuple[bytes | None, ...]
"""What Redis has for each of an entry's tags, in their order: it changes with every invalidation."""

OVERHEAD = 400
"""Bytes of an entry besides its value, key and tags."""


class Entry:
    """`value` is JSON. Until `fresh_until` it is as good as new; until `stale_until` it may be given while it is
    asked for anew, until `error_until` when the subgraph fails. `seconds` is how long it took to get. What it depends
    on (`tags`) is known to be unchanged since the moment `began` of the process's InvalidationClock. `versions` is
    None where Redis was not asked for them.
    """

    __slots__ = (
        "began",
        "error_until",
        "fresh_until",
        "private",
        "refreshing",
        "seconds",
        "stale_until",
        "tags",
        "value",
        "versions",
    )

    def __init__(
        self,
        value: bytes,
        tags: tuple[str, ...],
        began: int,
        versions: Versions | None,
        *,
        private: bool,
        fresh_until: float,
        stale_until: float,
        error_until: float,
        seconds: float,
    ) -> None:
        self.value = value
        self.tags = tags
        self.began = began
        self.versions = versions
        self.private = private
        self.fresh_until = fresh_until
        self.stale_until = stale_until
        self.error_until = error_until
        self.seconds = seconds
        self.refreshing = False

    @classmethod
    def under(
        cls,
        policy: CachePolicy,
        value: bytes,
        tags: tuple[str, ...],
        began: int,
        versions: Versions | None,
        *,
        now: float,
        seconds: float,
    ) -> "Entry":
        fresh_until = now + policy.max_age
        return cls(
            value,
            tags,
            began,
            versions,
            private=policy.private,
            fresh_until=fresh_until,
            stale_until=fresh_until + policy.stale_while_revalidate,
            error_until=fresh_until + policy.stale_if_error,
            seconds=seconds,
        )

    @property
    def usable_until(self) -> float:
        return max(self.stale_until, self.error_until)

    def size(self) -> int:
        return OVERHEAD + len(self.value) + sum(map(len, self.tags))

    def policy(self, now: float) -> CachePolicy:
        """What is left of it."""
        return CachePolicy(
            max(0.0, self.fresh_until - now),
            self.private,
            max(0.0, self.stale_until - max(now, self.fresh_until)),
            max(0.0, self.error_until - max(now, self.fresh_until)),
        )

    def wants_refresh(self, now: float, eagerness: float) -> bool:
        """Whether this reader should have it asked for anew: it is stale, or its end is near and the dice say so.
        True for one reader until the refresh has ended.

        The nearer the end, and the longer an answer takes, the likelier: then of many readers in many processes
        about one asks before the end comes, and nobody waits (XFetch: Vattani, Chierichetti, Lowenstein, "Optimal
        Probabilistic Cache Stampede Prevention", VLDB 2015).
        """
        left = self.fresh_until - now
        if self.refreshing:
            return False
        if left > 0 and -self.seconds * eagerness * math.log(1.0 - random.random()) < left:  # noqa: S311 - dice
            return False
        self.refreshing = True
        return True


MOST_EAGER = 20.0
"""-ln of a random number is larger once in 500 million times: so much earlier no dice need be thrown."""

_HEAD = struct.Struct("<BBdddd8sI")
_FORMAT = 1
_PRIVATE = 1
_COMPRESSED = 2


def encode(entry: Entry, compress_above: int, *, with_tags: bool) -> bytes:
    """For Redis. Without its tags where whoever reads it knows them."""
    value, flags = entry.value, _PRIVATE if entry.private else 0
    if len(value) > compress_above:
        value, flags = zlib.compress(value, 1), flags | _COMPRESSED
    tags = orjson.dumps(entry.tags) if with_tags else b""
    head = _HEAD.pack(
        _FORMAT,
        flags,
        entry.fresh_until,
        entry.stale_until,
        entry.error_until,
        entry.seconds,
        digest_of(entry.versions or ()),
        len(tags),
    )
    return head + tags + value


def decode_tags(record: bytes) -> tuple[str, ...] | None:
    """The tags of a record that has them; None for one that cannot be read."""
    if len(record) < _HEAD.size or record[0] != _FORMAT:
        return None
    length = _HEAD.unpack_from(record)[-1]
    try:
        return tuple(orjson.loads(record[_HEAD.size : _HEAD.size + length]))
    except orjson.JSONDecodeError:
        return None


def decode(record: bytes, tags: tuple[str, ...], versions: Versions, began: int) -> Entry | None:
    """The entry, unless it cannot be read, or one of its tags was invalidated since it was made."""
    if len(record) < _HEAD.size or record[0] != _FORMAT:
        return None
    _, flags, fresh, stale, error, seconds, digest, length = _HEAD.unpack_from(record)
    if digest != digest_of(versions):
        return None
    value = record[_HEAD.size + length :]
    if flags & _COMPRESSED:
        try:
            value = zlib.decompress(value)
        except zlib.error:
            return None
    return Entry(
        value,
        tags,
        began,
        versions,
        private=bool(flags & _PRIVATE),
        fresh_until=fresh,
        stale_until=stale,
        error_until=error,
        seconds=seconds,
    )


def digest_of(versions: Versions) -> bytes:
    return blake2b(b"\0".join(version or b"-" for version in versions), digest_size=8).digest()
