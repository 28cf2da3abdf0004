"""Events of an SLO, a minute each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class MinuteCounts:
    """Bad and all events of minutes without a gap; `start` is the first one's, in whole minutes since the epoch, times
    60. A minute in which nothing was measured has no events.
    """

    start: int
    bad: Sequence[int]
    total: Sequence[int]

    def __post_init__(self) -> None:
        if self.start % MINUTE or len(self.bad) != len(self.total):
            raise ValueError("Counts begin at a whole minute, with as many bad ones as totals.")

    def __len__(self) -> int:
        return len(self.total)

    def at(self, index: int) -> datetime:
        """Return when the minute of that index begins."""
        return datetime.fromtimestamp(self.start + index * MINUTE, UTC)

    def index(self, at: datetime) -> int:
        """Return the index of the minute that `at` is in, held within the counts."""
        return min(max((int(at.timestamp()) - self.start) // MINUTE, 0), len(self))
