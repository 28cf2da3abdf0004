"""Names that others choose, of which only so many are told apart."""

from collections.abc import Callable, Collection

from marketplace.gateway.telemetry.names import OTHER


def _nothing_newer(_used: dict[str, float]) -> None:
    """For users that ask every time."""


class BoundedNames:
    """Maps a name to itself while there is room, else to `other`.

    The first come stay: a flood of new names does not push out those in use. Room is made by a name that was not used
    for `forget_after` seconds, and `forget` is told of it. Names in `always` take none.

    Who keeps the outcome instead of asking again knows of later uses than this: `refresh` puts their times in before
    a name is called old.
    """

    __slots__ = ("_always", "_forget", "_forget_after", "_full_until", "_maximum", "_refresh", "_used")

    def __init__(
        self,
        maximum: int,
        forget_after: float,
        always: Collection[str] = (),
        *,
        forget: Callable[[str], None] = lambda _: None,
        refresh: Callable[[dict[str, float]], None] = _nothing_newer,
    ) -> None:
        self._maximum = maximum
        self._forget_after = forget_after
        self._always = frozenset({*always, "", OTHER})
        self._forget = forget
        self._refresh = refresh
        self._used: dict[str, float] = {}
        self._full_until = 0.0

    def admit(self, name: str, now: float) -> str:
        """The name, or `other`. `now` is any clock's time in seconds that never goes back."""
        used = self._used
        if name in used:
            used[name] = now
            return name
        if name in self._always:
            return name
        if len(used) >= self._maximum and not self._make_room(now):
            return OTHER
        used[name] = now
        return name

    def _make_room(self, now: float) -> bool:
        """Looks through all names, but not again before one of them can have become old."""
        if now < self._full_until:
            return False
        self._refresh(self._used)
        oldest = min(self._used, key=self._used.__getitem__)
        self._full_until = self._used[oldest] + self._forget_after
        if now < self._full_until:
            return False
        del self._used[oldest]
        self._forget(oldest)
        return True

    def __len__(self) -> int:
        return len(self._used)
