"""Bounded memory: what was computed once, or answered once, and may be needed again."""

from marketplace.gateway.cache.caching import AnswerCaching
from marketplace.gateway.cache.fetches import CachedFetches, ClientAnswers, Collected
from marketplace.gateway.cache.invalidation import Invalidation, read_invalidations
from marketplace.gateway.cache.invalidation_endpoint import INVALIDATION_PATH, answer_invalidation
from marketplace.gateway.cache.lru import LruCache
from marketplace.gateway.cache.redis_invalidation import redis_invalidation
from marketplace.gateway.cache.responses import ResponseCache, ResponseKey, ResponseRequest
from marketplace.gateway.cache.scope import scope_of, vary_of
from marketplace.gateway.cache.shared_transport import SharedTransport
from marketplace.gateway.cache.single_flight import SingleFlight
from marketplace.gateway.cache.store import Entry

__all__ = [
    "INVALIDATION_PATH",
    "AnswerCaching",
    "CachedFetches",
    "ClientAnswers",
    "Collected",
    "Entry",
    "Invalidation",
    "LruCache",
    "ResponseCache",
    "ResponseKey",
    "ResponseRequest",
    "SharedTransport",
    "SingleFlight",
    "answer_invalidation",
    "read_invalidations",
    "redis_invalidation",
    "scope_of",
    "vary_of",
]
