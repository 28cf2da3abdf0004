"""From options to what limits rates."""

import logging

from marketplace.gateway.cache import LruCache
from marketplace.gateway.config import DemandMode, GatewayConfig
from marketplace.gateway.limits.rate import ClusterStore, InProcessStore, RateLimiter, RateLimitStore, RedisStore
from marketplace.gateway.redis import RedisClient

logger = logging.getLogger(__name__)


def rate_limiter(config: GatewayConfig, redis: RedisClient | None, before: RateLimiter | None) -> RateLimiter | None:
    """None where nothing is limited. What the limiter before has counted goes on being counted. Raises ValueError for
    a limit that could count nothing.
    """
    options = config.rate_limits
    if not options.limits:
        return None
    if config.demand.mode is DemandMode.OFF:
        for name, limit in options.limits.items():
            if limit.cost is not None:
                raise ValueError(
                    f"The rate limit {name!r} counts cost, which nobody estimates: "
                    "set demand.mode to measure or enforce, or limit requests instead."
                )
    store = before.store if before is not None else _store(redis, options.local_counts)
    return RateLimiter(options, store)


def _store(redis: RedisClient | None, local_counts: int) -> RateLimitStore:
    if redis is None:
        logger.warning(
            "Rate limits are counted in each gateway process for itself. Configure redis to count them together."
        )
        return InProcessStore(LruCache(local_counts))
    return ClusterStore(redis) if redis.sharded else RedisStore(redis)
