"""Where answers are kept: in this process, and in Redis behind it."""

from marketplace.gateway.cache.store.answer_store import AnswerStore, Lookup
from marketplace.gateway.cache.store.entry import Entry
from marketplace.gateway.cache.store.local_tier import LocalTier
from marketplace.gateway.cache.store.redis_tier import RedisTier
from marketplace.gateway.cache.store.statistics import CacheStatistics

__all__ = ["AnswerStore", "CacheStatistics", "Entry", "LocalTier", "Lookup", "RedisTier"]
