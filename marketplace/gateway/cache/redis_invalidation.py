"""What is written to Redis when something is invalidated: by a gateway, or by any program that knows what changed."""

import os
from collections.abc import Sequence

import orjson

from marketplace.gateway.cache.invalidation import Invalidation
from marketplace.gateway.cache.store.version_keys import version_key
from marketplace.gateway.config import ResponseCacheConfig

Command = tuple[bytes | str | int, ...]


def channel_of(prefix: str) -> str:
    """Where the processes that share a prefix tell one another what to drop."""
    return f"{prefix}invalidations"


def retention(config: ResponseCacheConfig) -> float:
    """The longest time in seconds for which an entry may be usable: fresh, then stale."""
    return 2 * config.longest_max_age


def redis_invalidation(invalidations: Sequence[Invalidation], config: ResponseCacheConfig) -> list[Command]:
    """Commands in their order: first each tag gets another version, for as long as an older entry may be usable; then
    the processes are told.
    """
    version = os.urandom(8)
    milliseconds = int(retention(config) * 1000) + 1
    tags = dict.fromkeys(tag for each in invalidations for tag in each.tags())
    commands: list[Command] = [
        ("SET", version_key(config.key_prefix, tag), version, "PX", milliseconds) for tag in tags
    ]
    message = orjson.dumps([each.as_json() for each in invalidations])
    return [*commands, ("PUBLISH", channel_of(config.key_prefix), message)]
