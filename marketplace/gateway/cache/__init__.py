"""Bounded memory: what was computed once and may be needed again."""

from marketplace.gateway.cache.lru import LruCache
from marketplace.gateway.cache.single_flight import SingleFlight

__all__ = ["LruCache", "SingleFlight"]
