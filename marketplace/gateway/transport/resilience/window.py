"""Outcomes of the last seconds, counted in buckets."""

from dataclasses import dataclass

BUCKETS = 10


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the whole window; failures are not slow, whatever time they took."""

    calls: int
    failures: int
    slow: int


class OutcomeWindow:
    """A ring of buckets. What is counted is exact to a tenth of the window: the oldest bucket is dropped whole."""

    __slots__ = ("_at", "_calls", "_ends", "_failures", "_slow", "_width")

    def __init__(self, seconds: float, now: float) -> None:
        self._width = seconds / BUCKETS
        self.clear(now)

    def clear(self, now: float) -> None:
        self._calls = [0] * BUCKETS
        self._failures = [0] * BUCKETS
        self._slow = [0] * BUCKETS
        self._at = 0
        self._ends = now + self._width

    def add_success(self, now: float) -> None:
        if now >= self._ends:
            self._turn(now)
        self._calls[self._at] += 1

    def add_slow(self, now: float) -> None:
        self.add_success(now)
        self._slow[self._at] += 1

    def add_failure(self, now: float) -> None:
        self.add_success(now)
        self._failures[self._at] += 1

    def tally(self, now: float) -> Tally:
        if now >= self._ends:
            self._turn(now)
        return Tally(sum(self._calls), sum(self._failures), sum(self._slow))

    def _turn(self, now: float) -> None:
        """Go on to the bucket of this moment; those between belong to the past and are emptied."""
        steps = int((now - self._ends) / self._width) + 1
        for _ in range(min(steps, BUCKETS)):
            self._at = (self._at + 1) % BUCKETS
            self._calls[self._at] = self._failures[self._at] = self._slow[self._at] = 0
        self._ends += steps * self._width
        if self._ends <= now:
            self._ends = now + self._width
