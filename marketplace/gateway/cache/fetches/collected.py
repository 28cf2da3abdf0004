"""What the answers to one client's request say together: the policy of the whole, and what it depends on."""

from marketplace.gateway.cache.policy import NO_STORE, UNRESTRICTED, CachePolicy
from marketplace.gateway.cache.scope import scope_of
from marketplace.gateway.cache.store.entry import Entry, Versions
from marketplace.gateway.context import Principal

MOST_TAGS = 512
"""A response that depends on more is not kept as a whole: its parts are."""


class Collected:
    """Of one request. `began` is the moment of the InvalidationClock before anything was asked; the `scope` of the
    principal tells apart those who may not share private answers, `vary` those who may not even share public ones.
    """

    __slots__ = ("_conflict", "_parts", "_principal", "_versions", "began", "policy", "tags", "vary")

    def __init__(self, began: int, principal: Principal | None, vary: bytes) -> None:
        self.began = began
        self._principal = principal
        self.vary = vary
        self.policy: CachePolicy = UNRESTRICTED
        self.tags: set[str] = set()
        self._parts = 0
        self._versions: dict[str, bytes | None] | None = {}
        self._conflict = False

    @property
    def scope(self) -> bytes:
        return scope_of(self._principal)

    def add(self, policy: CachePolicy, tags: tuple[str, ...], versions: Versions | None) -> None:
        """One answer of a subgraph, or one entity."""
        self._parts += 1
        if not self.policy.storable and self._parts > 1:
            return
        self.policy = self.policy.combine(policy)
        if len(self.tags) > MOST_TAGS:
            return
        self.tags.update(tags)
        if versions is None:
            self._versions = None
        elif self._versions is not None:
            for tag, version in zip(tags, versions, strict=True):
                if self._versions.setdefault(tag, version) != version:
                    self._conflict = True

    def add_entry(self, entry: Entry, now: float) -> None:
        """An answer that was kept. One that is stale makes a whole that is not kept."""
        self.add(entry.policy(now), entry.tags, entry.versions)

    def forbid(self) -> None:
        """There is an answer that must not be kept."""
        self.add(NO_STORE, (), ())

    @property
    def is_storable(self) -> bool:
        """Whether the whole may be kept: something was asked, all of it may be kept, and nothing of it was
        invalidated between one part and another.
        """
        return self._parts > 0 and self.policy.storable and not self._conflict and len(self.tags) <= MOST_TAGS

    def versions_of(self, tags: tuple[str, ...]) -> Versions | None:
        """None unless they are known of every part."""
        known = self._versions
        return None if known is None else tuple(known[tag] for tag in tags)
