"""How much one client may ask in how much time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from marketplace.gateway.config.units import Change, Range, Seconds

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LARGEST_PRODUCT = 2**50
"""Of a limit's amount and its milliseconds: beyond it Lua's numbers would no longer be exact."""
STRANGER = "stranger"


class RateLimitKey(StrEnum):
    """Who shares one count: one user (a stranger by address), one IP address (an IPv6 network of 64 bits), one client
    application by the name it gives itself, or everyone together.
    """

    USER = "user"
    IP = "ip"
    CLIENT = "client"
    EVERYONE = "everyone"


class OperationType(StrEnum):
    """What an operation begins with."""

    QUERY = "query"
    MUTATION = "mutation"
    SUBSCRIPTION = "subscription"


class OnRedisFailure(StrEnum):
    """What a limit does with requests that cannot be counted: let them through, or refuse them with 503. Both are
    counted.
    """

    OPEN = "open"
    CLOSED = "closed"


class RateLimitHeaders(StrEnum):
    """How answers tell what is left: `RateLimit-Policy` and `RateLimit` of the IETF's draft 10, for every limit;
    `RateLimit-Limit`, `-Remaining` and `-Reset` as its drafts up to 7 had them and many clients read them, for the
    limit that is nearest; both or none.
    """

    BOTH = "both"
    DRAFT = "draft"
    SEPARATE = "separate"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimitConfig:
    """So many requests, or so much cost, in any span of so many seconds."""

    key: RateLimitKey = RateLimitKey.USER
    """Who shares one count: `user` (strangers by their address), `ip`, `client` (the application's name, which it
    chooses itself: against mistakes, not against attacks) or `everyone`.
    """
    requests: Annotated[int, Range(1)] | None = None
    """How many requests; or give `cost`."""
    cost: Annotated[int, Range(1)] | None = None
    """How much estimated cost, corrected by the actual cost after the answer. Needs demand control."""
    per: Annotated[Seconds, Range(1, 86_400)] = 60.0
    """The length of the sliding window."""
    burst: int = 0
    """How much more a client may ask at once that asked for less before. In no window more than limit and burst pass,
    and in the long run no more than the limit.
    """
    roles: frozenset[str] = frozenset()
    """Only for clients with one of these roles; `stranger` is who shows no token. Empty for all."""
    exempt_roles: frozenset[str] = frozenset()
    """Not for clients with one of these roles."""
    operations: frozenset[str] = frozenset()
    """Only for operations of these names. Answers from the response cache are not counted then."""
    operation_types: frozenset[OperationType] = frozenset()
    """Only for operations of these types. Answers from the response cache are not counted then."""
    on_redis_failure: OnRedisFailure = OnRedisFailure.OPEN
    """When Redis cannot be asked: `open` lets requests through, `closed` refuses them."""

    def __post_init__(self) -> None:
        if (self.requests is None) == (self.cost is None):
            raise ValueError("A rate limit counts either requests or cost: give one of the two.")
        if (self.amount + self.burst) * self.per * 1_000 > LARGEST_PRODUCT:
            raise ValueError("A rate limit this large over so long a time cannot be counted exactly: shorten `per`.")

    @property
    def amount(self) -> int:
        """Requests or cost, whichever is counted."""
        return self.requests or self.cost or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimitsConfig:
    """Counted in Redis where there is one, for all gateway processes together; else in each process for itself."""

    limits: Mapping[str, RateLimitConfig] = field(default_factory=dict)
    """By a name that clients read in headers and errors. A request must be within every limit that applies to it."""
    headers: RateLimitHeaders = RateLimitHeaders.BOTH
    """What answers tell: `draft` for the fields of the IETF's draft, `separate` for `RateLimit-Limit`, `-Remaining`
    and `-Reset`, `both` or `none`.
    """
    redis_prefix: str = "holdfast:rate"
    """How the keys in Redis begin."""
    local_counts: Annotated[int, Range(1), Change.NEEDS_RESTART] = 100_000
    """Counts kept in a process without Redis; with one more the one unused for longest is forgotten."""

    def __post_init__(self) -> None:
        for name in self.limits:
            if not NAME.fullmatch(name):
                raise ValueError(
                    f"The rate limit's name {name!r} does not do: use up to 64 letters, digits, dots and hyphens."
                )
