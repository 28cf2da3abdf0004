"""How long an answer may be kept, and for whom."""

from marketplace.gateway.cache.policy.cache_control import CacheControl, parse_cache_control
from marketplace.gateway.cache.policy.cache_policy import NO_STORE, UNRESTRICTED, CachePolicy, policy_of_response
from marketplace.gateway.cache.policy.fetch_hints import FetchHints, hints_of_fetch

__all__ = [
    "NO_STORE",
    "UNRESTRICTED",
    "CacheControl",
    "CachePolicy",
    "FetchHints",
    "hints_of_fetch",
    "parse_cache_control",
    "policy_of_response",
]
