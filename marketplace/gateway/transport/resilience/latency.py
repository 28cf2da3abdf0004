"""How long an instance takes to answer: for choosing between instances, and for the moment to ask a second one."""

import math
from collections import deque

REMEMBERED = 256
RENEWED_EVERY = 16


class PeakEwma:
    """An average that follows a longer time at once and a shorter one slowly (Finagle's "peak EWMA").

    It also falls while nothing is measured, so that an instance that was slow once is tried again.
    """

    __slots__ = ("_at", "_memory", "_value")

    def __init__(self, memory: float, now: float) -> None:
        self._memory = memory
        self._value = 0.0
        self._at = now

    def add(self, seconds: float, now: float) -> None:
        if seconds >= self._value:
            self._value = seconds
        else:
            kept = self._kept(now)
            self._value = self._value * kept + seconds * (1.0 - kept)
        self._at = now

    def value(self, now: float) -> float:
        """Seconds; 0 before anything was measured."""
        return self._value * self._kept(now)

    def _kept(self, now: float) -> float:
        return math.exp(-max(0.0, now - self._at) / self._memory)


class LatencyPercentile:
    """A percentile of the last 256 response times, at most 16 of them late."""

    __slots__ = ("_percentile", "_samples", "_unseen", "_value")

    def __init__(self, percentile: float) -> None:
        self._percentile = percentile
        self._samples: deque[float] = deque(maxlen=REMEMBERED)
        self._unseen = 0
        self._value: float | None = None

    @property
    def value(self) -> float | None:
        """Seconds; None until 16 times are known."""
        return self._value

    def add(self, seconds: float) -> None:
        self._samples.append(seconds)
        self._unseen += 1
        if self._unseen >= RENEWED_EVERY:
            self._unseen = 0
            ordered = sorted(self._samples)
            self._value = ordered[min(len(ordered) - 1, int(self._percentile * len(ordered)))]
