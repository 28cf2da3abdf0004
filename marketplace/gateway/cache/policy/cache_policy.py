"""How long an answer is fresh, how long it may be used after that, and who may share it.

The policy of a whole is the strictest of its parts: `combine` is associative and commutative, with UNRESTRICTED as its
neutral and NO_STORE as its absorbing element (but for the scope, which only ever narrows).
"""

import math
from dataclasses import dataclass
from typing import Self

from marketplace.gateway.cache.policy.cache_control import CacheControl
from marketplace.gateway.config import ResponseCacheConfig
from marketplace.gateway.supergraph.cache_hints import CacheHint


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """Seconds from now. A private answer is kept for the one who asked, and for strangers together."""

    max_age: float
    private: bool = False
    stale_while_revalidate: float = 0.0
    stale_if_error: float = 0.0

    @property
    def storable(self) -> bool:
        return self.max_age > 0

    def combine(self, other: "CachePolicy") -> "CachePolicy":
        """The policy of an answer made of two."""
        return CachePolicy(
            min(self.max_age, other.max_age),
            self.private or other.private,
            min(self.stale_while_revalidate, other.stale_while_revalidate),
            min(self.stale_if_error, other.stale_if_error),
        )

    def no_longer_than(self, seconds: float) -> "CachePolicy":
        return CachePolicy(
            min(self.max_age, seconds),
            self.private,
            min(self.stale_while_revalidate, seconds),
            min(self.stale_if_error, seconds),
        )

    def header(self) -> str:
        """The value of `Cache-Control` that tells it; whole seconds, rounded down."""
        return cache_control_header(self.max_age, private=self.private)


UNRESTRICTED = CachePolicy(math.inf, private=False, stale_while_revalidate=math.inf, stale_if_error=math.inf)
NO_STORE = CachePolicy(0.0)


def cache_control_header(max_age: float, *, private: bool) -> str:
    """What clients are told. They are told nothing of stale answers: those are between us and the subgraphs."""
    if max_age < 1:
        return "no-store"
    return f"{'private' if private else 'public'}, max-age={int(max_age)}"


@dataclass(frozen=True, slots=True)
class PolicyRules:
    """What turns a subgraph's word into a policy."""

    default_max_age: float
    stale_while_revalidate: float
    stale_if_error: float
    longest: float

    @classmethod
    def of(cls, config: ResponseCacheConfig, default_max_age: float) -> Self:
        return cls(default_max_age, config.stale_while_revalidate, config.stale_if_error, config.longest_max_age)


def policy_of_response(said: CacheControl | None, hint: CacheHint, rules: PolicyRules) -> CachePolicy:
    """Of a subgraph's response without errors: the stricter of its header and the schema's hints. What neither of them
    says is the default. A response that may never be fresh is not kept, whatever is said of stale ones.
    """
    private = hint.private
    ages = [] if hint.max_age is None else [float(hint.max_age)]
    while_revalidating, if_error = rules.stale_while_revalidate, rules.stale_if_error
    if said is not None:
        if said.no_store:
            return CachePolicy(0.0, private=private or said.private)
        private = private or said.private
        if said.max_age is not None:
            ages.append(said.max_age)
        if said.stale_while_revalidate is not None:
            while_revalidating = said.stale_while_revalidate
        if said.stale_if_error is not None:
            if_error = said.stale_if_error
    if (said is None or said.max_age is None) and not hint.complete:
        ages.append(rules.default_max_age)
    max_age = min(ages, default=rules.default_max_age)
    if max_age <= 0:
        return CachePolicy(0.0, private=private)
    return CachePolicy(max_age, private, while_revalidating, if_error).no_longer_than(rules.longest)
