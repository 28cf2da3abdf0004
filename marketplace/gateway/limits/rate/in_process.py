"""Counts of this process alone."""

import time
from collections.abc import Callable, Sequence

from marketplace.gateway.limits.rate.store import Answer, Charge
from marketplace.gateway.limits.rate.window import Window, correct, take
from marketplace.gateway.ports import Cache


def monotonic_milliseconds() -> int:
    return time.monotonic_ns() // 1_000_000


class InProcessStore:
    """A RateLimitStore for one event loop. `windows` is bounded: a count that it forgets begins anew."""

    def __init__(self, windows: Cache[str, Window], clock: Callable[[], int] = monotonic_milliseconds) -> None:
        self._windows = windows
        self._clock = clock

    def take(self, charges: Sequence[Charge]) -> Answer:
        now = self._clock()
        windows = [self._windows.get(charge.key) or Window(now) for charge in charges]
        taken = take(windows, [charge.measure for charge in charges], [charge.amount for charge in charges], now)
        if taken.refused < 0:
            for charge, window in zip(charges, windows, strict=True):
                self._windows.put(charge.key, window)
        return [taken.refused, taken.wait, now, *(number for pair in taken.left for number in pair)]

    def correct(self, charge: Charge, difference: int, charged_at: int) -> None:
        window = self._windows.get(charge.key)
        if window is not None:
            correct(window, charge.measure, difference, charged_at, self._clock())
