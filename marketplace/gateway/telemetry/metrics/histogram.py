"""A histogram for one thread: an observation costs a third of one that takes locks."""

import time
from bisect import bisect_left
from collections.abc import Sequence

from prometheus_client.core import Exemplar

Bucket = tuple[str, float] | tuple[str, float, Exemplar]


class Buckets:
    """Counts of observations by their upper bounds (given in ascending order), and for each the last trace."""

    __slots__ = ("_bounds", "_counts", "_exemplars", "sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._exemplars: dict[int, Exemplar] = {}
        self.sum = 0.0

    def observe(self, value: float, trace_id: str | None = None) -> None:
        """`trace_id` is that of a sampled trace."""
        index = bisect_left(self._bounds, value)
        self._counts[index] += 1
        self.sum += value
        if trace_id is not None:
            self._exemplars[index] = Exemplar({"trace_id": trace_id}, value, time.time())

    def cumulative(self) -> list[Bucket]:
        """As HistogramMetricFamily takes them: each bound with all observations up to it."""
        found: list[Bucket] = []
        total = 0
        for index, bound in enumerate((*self._bounds, float("inf"))):
            total += self._counts[index]
            text = "+Inf" if bound == float("inf") else str(float(bound))
            exemplar = self._exemplars.get(index)
            found.append((text, total) if exemplar is None else (text, total, exemplar))
        return found
