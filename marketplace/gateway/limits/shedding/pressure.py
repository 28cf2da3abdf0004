"""How much is to be refused, from how late the event loop is."""

MOST = 3.0
RISE = 1.0
FALL = 0.25
"""Per interval. It falls slowly: what is let in again must not bring the overload back at once."""


class Pressure:
    """`level` 0 refuses nothing, 1 all of the lowest rank, 2 all of the next as well, and so on; between two numbers a
    share of the rank is refused.

    A short burst is no overload: only lateness that never falls below the target for a whole interval is (Nichols and
    Jacobson, "Controlling Queue Delay"; RFC 8289).
    """

    __slots__ = ("_above_since", "_at", "_interval", "_target", "level")

    def __init__(self, target: float, interval: float, now: float) -> None:
        self._target = target
        self._interval = interval
        self._above_since: float | None = None
        self._at = now
        self.level = 0.0

    def observe(self, lag: float, now: float) -> None:
        """A timer ran now, `lag` seconds late."""
        intervals = (now - self._at) / self._interval
        self._at = now
        if lag <= self._target:
            self._above_since = None
            self.level = max(0.0, self.level - FALL * intervals)
        elif self._above_since is None:
            self._above_since = now - lag
        elif now - self._above_since >= self._interval:
            self.level = min(MOST, self.level + RISE * min(1.0, intervals))

    def share(self, rank: int) -> float:
        """Of the requests of this rank, how many are to be refused: 0 to 1."""
        return min(1.0, max(0.0, self.level - rank))
