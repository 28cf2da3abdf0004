"""What the answers to one client's request say together: the policy of the whole, and what it depends on."""

import math
import time

from marketplace.gateway.cache.policy import CachePolicy
from marketplace.gateway.cache.scope import scope_of
from marketplace.gateway.cache.store.entry import Entry, Versions
from marketplace.gateway.context import Principal

MOST_TAGS = 512
"""A response that depends on more is not kept as a whole: its parts are."""


class Collected:
    """Of one request. `began` is the moment of the InvalidationClock before anything was asked; the `scope` of the
    principal tells apart those who may not share private answers, `vary` those who may not even share public ones.

    Adding is cheap, since there may be hundreds of entities; all else is worked out when it is asked for.
    """

    __slots__ = ("_fresh_until", "_max_age", "_parts", "_principal", "_private", "began", "vary")

    def __init__(self, began: int, principal: Principal | None, vary: bytes) -> None:
        self.began = began
        self.vary = vary
        self._principal = principal
        self._max_age = math.inf
        self._fresh_until = math.inf
        self._private = False
        self._parts: list[tuple[tuple[str, ...], Versions | None]] = []

    @property
    def scope(self) -> bytes:
        return scope_of(self._principal)

    def add(self, policy: CachePolicy, tags: tuple[str, ...], versions: Versions | None) -> None:
        """A new answer of a subgraph, or one of its entities; `versions` are None where they are not known."""
        self._max_age = min(self._max_age, policy.max_age)
        self._private = self._private or policy.private
        self._parts.append((tags, versions))

    def add_entry(self, entry: Entry) -> None:
        """An answer that was kept. One that is stale makes a whole that is not kept."""
        self._fresh_until = min(entry.fresh_until, self._fresh_until)
        if entry.private:
            self._private = True
        self._parts.append((entry.tags, entry.versions))

    def forbid(self) -> None:
        """There is an answer that must not be kept."""
        self._max_age = 0.0

    @property
    def policy(self) -> CachePolicy:
        """Of the whole, from now on; it is not to be given stale."""
        return CachePolicy(max(0.0, min(self._max_age, self._fresh_until - time.time())), private=self._private)

    @property
    def tags(self) -> frozenset[str]:
        """Of all parts."""
        return frozenset().union(*(tags for tags, _ in self._parts))

    @property
    def is_storable(self) -> bool:
        """Whether the whole may be kept: something was asked, and all of it may be kept."""
        return bool(self._parts) and self.policy.storable and len(self.tags) <= MOST_TAGS

    def versions_of(self, tags: tuple[str, ...]) -> Versions | None:
        """None unless they are known of every part, and the same: else something was invalidated in between."""
        known: dict[str, bytes | None] = {}
        for part_tags, versions in self._parts:
            if versions is None:
                return None
            for tag, version in zip(part_tags, versions, strict=True):
                if known.setdefault(tag, version) != version:
                    return None
        return tuple(known[tag] for tag in tags)
