"""From the subgraphs' writes to the gateways that keep answers: those in this process, and all others by Redis."""

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, Protocol
from weakref import WeakSet

import redis
from django.conf import settings

from marketplace.common.kept_answers import Invalidation as GivenInvalidation
from marketplace.gateway.cache import read_invalidations, redis_invalidation
from marketplace.gateway.config import ResponseCacheConfig

CONFIG: Final = ResponseCacheConfig(
    longest_max_age=600.0,
    stale_if_error=60.0,
    forget_after_mutations=settings.GATEWAY_REDIS_URL is None and any(settings.SUBGRAPH_URLS.values()),
)
"""Of every gateway of the marketplace, unless its configuration says otherwise; prefix and Redis have to stay the
same, or writes are not heard of. When a subgraph fails, what it said a minute ago is better than nothing. Subgraphs in
processes of their own can tell of their writes by Redis only.
"""
PATIENCE: Final = 0.2
"""Seconds that a write waits for Redis, at most twice."""


class KeepingGateway(Protocol):
    """What is needed of a gateway; a worker need not load all of it."""

    @property
    def services(self) -> Any: ...


GATEWAYS: Final[WeakSet[KeepingGateway]] = WeakSet()
"""Those of this process."""

logger = logging.getLogger(__name__)


def forget(changes: Sequence[GivenInvalidation]) -> None:
    """Called in the thread that has written, after commit."""
    invalidations = read_invalidations(list(changes))
    for gateway in GATEWAYS:
        caching = gateway.services.caching
        if caching is not None:
            caching.invalidator.invalidate_from_thread(invalidations)
    if settings.GATEWAY_REDIS_URL is None:
        return
    try:
        with _redis(settings.GATEWAY_REDIS_URL).pipeline(transaction=False) as pipeline:
            for command in redis_invalidation(invalidations, CONFIG):
                pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
            pipeline.execute()
    except redis.RedisError as error:
        logger.warning("Gateways were not told of changes, and keep old answers until their time ends: %s", error)


@cache
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
