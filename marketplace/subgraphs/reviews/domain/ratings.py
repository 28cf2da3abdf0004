"""Rating arithmetic: a tally of published reviews, and what one write does to it."""

from dataclasses import dataclass
from typing import Self

LOWEST_RATING = 1
HIGHEST_RATING = 5
RATINGS = range(LOWEST_RATING, HIGHEST_RATING + 1)

COUNT_FIELDS = {rating: f"count_{rating}" for rating in RATINGS}
"""Name of the tally field that counts each rating."""


@dataclass(frozen=True, slots=True)
class RatingTally:
    """How many published reviews gave each rating; `counts[0]` counts the lowest."""

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @classmethod
    def from_histogram(cls, histogram: dict[int, int]) -> Self:
        """Build a tally from `rating -> count`; ratings that are absent count nought."""
        one, two, three, four, five = (histogram.get(rating, 0) for rating in RATINGS)
        return cls((one, two, three, four, five))

    @property
    def count(self) -> int:
        return sum(self.counts)

    @property
    def sum(self) -> int:
        return sum(rating * count for rating, count in self.histogram.items())

    @property
    def average(self) -> float | None:
        """Arithmetic mean in [1, 5]; None when nothing was counted, for no mean exists."""
        return self.sum / self.count if self.count else None

    @property
    def histogram(self) -> dict[int, int]:
        return dict(zip(RATINGS, self.counts, strict=True))


@dataclass(frozen=True, slots=True)
class RatingChange:
    """What one write does to a tally.

    `before` and `after` are the rating the review contributed before and contributes after the write; None means
    that it did not or does not count, because only published reviews count.
    """

    before: int | None
    after: int | None

    def deltas(self) -> dict[str, int]:
        """Amounts to add to the tally's fields; empty when the write leaves the tally as it was."""
        if self.before == self.after:
            return {}
        deltas = {
            "count": (self.after is not None) - (self.before is not None),
            "sum": (self.after or 0) - (self.before or 0),
        }
        if self.before is not None:
            deltas[COUNT_FIELDS[self.before]] = -1
        if self.after is not None:
            deltas[COUNT_FIELDS[self.after]] = 1
        return {field: amount for field, amount in deltas.items() if amount}
