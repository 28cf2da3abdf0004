"""Where the engine gets its sums from: the port, and the source in memory."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate, groupby
from typing import NamedTuple, Protocol

from reliability.slo.error_budget.minutes import Span


class Sums(NamedTuple):
    """`minutes` is how many minutes there are data of, be it of no event."""

    total: int
    bad: int
    minutes: int

    def minus(self, other: "Sums") -> "Sums":
        return Sums(self.total - other.total, self.bad - other.bad, self.minutes - other.minutes)


class Counts(Protocol):
    """What happened to one SLO, or to one group of it, minute by minute."""

    def sums(self, spans: Sequence[Span]) -> Sums:
        """Return the sums over spans that share no minute."""

    def bad_slices(self, within: Span, apart_from: Sequence[Span], minutes: int, target: Fraction) -> int:
        """Return how many slices, each of so many minutes from a multiple of them, had a smaller share of good events.

        Minutes of `apart_from` are left out of the slices they lie in.
        """


class MinuteCounts(NamedTuple):
    """One minute's events. `causes` says who caused how many of the bad ones."""

    minute: int
    total: int
    bad: int
    causes: tuple[tuple[str, int], ...] = ()


class CountsInMemory:
    """Counts of minutes, each given once, in any order."""

    def __init__(self, minutes: Iterable[MinuteCounts]) -> None:
        self._rows = sorted(minutes)
        self._minutes = [row.minute for row in self._rows]
        self._totals = [0, *accumulate(row.total for row in self._rows)]
        self._bad = [0, *accumulate(row.bad for row in self._rows)]

    def sums(self, spans: Sequence[Span]) -> Sums:
        total = bad = minutes = 0
        for span in spans:
            first, end = bisect_left(self._minutes, span.start), bisect_left(self._minutes, span.end)
            total += self._totals[end] - self._totals[first]
            bad += self._bad[end] - self._bad[first]
            minutes += end - first
        return Sums(total, bad, minutes)

    def bad_slices(self, within: Span, apart_from: Sequence[Span], minutes: int, target: Fraction) -> int:
        first, end = bisect_left(self._minutes, within.start), bisect_left(self._minutes, within.end)
        counted = [
            row for row in self._rows[first:end] if not any(span.start <= row.minute < span.end for span in apart_from)
        ]
        slices = (list(rows) for _, rows in groupby(counted, key=lambda row: row.minute // minutes))
        return sum(
            is_bad_slice(sum(row.total for row in rows), sum(row.bad for row in rows), target) for rows in slices
        )


def is_bad_slice(total: int, bad: int, target: Fraction) -> bool:
    """Tell whether less than `target` of the events were good; a slice without events is good (OpenSLO v1)."""
    return total - bad < target * total
