"""What is remembered between requests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheConfig:
    """Entries kept per process."""

    documents: int = 2_000
    document_characters: int = 32_768
    """A longer document is not kept: comments and strings could fill the memory."""
    plans: int = 2_000
    warm_plans: int = 500
    """Plans made for a new supergraph before it takes traffic: those used most under the old one."""
    warm_seconds: float = 20.0
    """Traffic is not kept from a new supergraph for longer than this."""
