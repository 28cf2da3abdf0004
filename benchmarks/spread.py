"""One quantity over the rounds of a measurement."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Spread:
    """Of an even number of values the median is the mean of the middle two."""

    min: float
    median: float
    max: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        return cls(*(round(value, DIGITS) for value in (min(values), statistics.median(values), max(values))))
