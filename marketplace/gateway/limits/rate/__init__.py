"""Rate limits: requests and cost in sliding windows, counted in Redis for all processes or in this one alone."""

from marketplace.gateway.limits.rate.decision import Decision
from marketplace.gateway.limits.rate.in_process import InProcessStore
from marketplace.gateway.limits.rate.in_redis import ClusterStore, RedisStore
from marketplace.gateway.limits.rate.limiter import CostCharge, Outcomes, RateLimiter
from marketplace.gateway.limits.rate.store import RateLimitStore
from marketplace.gateway.limits.rate.window import Window

__all__ = [
    "ClusterStore",
    "CostCharge",
    "Decision",
    "InProcessStore",
    "Outcomes",
    "RateLimitStore",
    "RateLimiter",
    "RedisStore",
    "Window",
]
