"""Subgraphs' answers kept by entity and by root fetch."""

from marketplace.gateway.cache.fetches.cached_fetches import CachedFetches, ClientAnswers
from marketplace.gateway.cache.fetches.collected import Collected
from marketplace.gateway.cache.fetches.records import FetchRecords

__all__ = ["CachedFetches", "ClientAnswers", "Collected", "FetchRecords"]
