"""Counts of this process alone."""

import time
from collections.abc import Callable

from marketplace.gateway.limits.rate.store import Answer, Charges
from marketplace.gateway.limits.rate.window import Measure, Window, correct, take
from marketplace.gateway.ports import Cache


def monotonic_milliseconds() -> int:
    return time.monotonic_ns() // 1_000_000


class InProcessStore:
    """A RateLimitStore for one event loop. `windows` is bounded: a count that it forgets begins anew."""

    def __init__(self, windows: Cache[str, Window], clock: Callable[[], int] = monotonic_milliseconds) -> None:
        self._windows = windows
        self._clock = clock

    def take(self, charges: Charges) -> Answer:
        now = self._clock()
        known = self._windows
        windows = [known.get(key) or Window(now) for key in charges.keys]
        taken = take(windows, charges.measures, charges.amounts, now)
        if taken.refused < 0:
            for key, window in zip(charges.keys, windows, strict=True):
                known.put(key, window)
        return [taken.refused, taken.wait, now, *(number for pair in taken.left for number in pair)]

    def correct(self, key: str, measure: Measure, difference: int, charged_at: int) -> None:
        window = self._windows.get(key)
        if window is not None:
            correct(window, measure, difference, charged_at, self._clock())
