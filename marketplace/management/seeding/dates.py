"""The two years the demo marketplace has existed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

ANCHOR = datetime(2026, 11, 1, tzinfo=UTC)
LIFETIME = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time; every moment of the demo data lies inside one. Whole milliseconds only, as keys carry."""

    start: datetime
    until: datetime

    @classmethod
    def two_years_up_to(cls, until: datetime) -> "Period":
        """Return the lifetime of a marketplace looked at on `until`."""
        return cls(until - LIFETIME, until)

    def moment(self, fraction: float) -> datetime:
        """Return the moment at `fraction` (0 to 1) of the period."""
        span = int((self.until - self.start).total_seconds() * 1000)
        return self.start + timedelta(milliseconds=int(span * fraction))

    def since(self, start: datetime) -> "Period":
        """Return the rest of the period after `start`."""
        return Period(min(start, self.until), self.until)
