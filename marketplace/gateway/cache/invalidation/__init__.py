"""Dropping what is kept: by tag, by entity, by type, by subgraph."""

from marketplace.gateway.cache.invalidation.clock import InvalidationClock
from marketplace.gateway.cache.invalidation.request import Invalidation, read_invalidations

__all__ = ["Invalidation", "InvalidationClock", "read_invalidations"]
