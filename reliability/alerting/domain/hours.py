"""Hours of weekdays: when a step may fire, and when a layer of a schedule has somebody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from reliability.alerting.domain.clock import instant_of

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = timedelta(days=1)
_MIDNIGHT: Final = time(0)


def read_weekdays(text: str) -> frozenset[int]:
    """Read `mon-fri` or `mon,wed,sat-sun`; `sat-mon` goes over the end of the week. Monday is 0."""
    days: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        days.update((begin + number) % len(WEEKDAYS) for number in range((end - begin) % len(WEEKDAYS) + 1))
    return frozenset(days)


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` of each weekday to `end`; an end that is not after the start is on the next day."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    start: time = _MIDNIGHT
    end: time = _MIDNIGHT

    def contain(self, at: datetime) -> bool:
        day = at.astimezone(self.zone).date()
        return any(start <= at < end for start, end in self.spans(day - _DAY, day))

    def next_start(self, at: datetime) -> datetime:
        """Return the first start at or after an instant; `at` itself when there are no weekdays at all."""
        day = at.astimezone(self.zone).date()
        starts = (start for start, _ in self.spans(day, day + (len(WEEKDAYS) + 1) * _DAY) if start >= at)
        return next(starts, at)

    def spans(self, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield start and end of each span that begins on one of the days."""
        for number in range((last - first).days + 1):
            day = first + number * _DAY
            if day.weekday() in self.weekdays:
                ends_on = day if self.start < self.end else day + _DAY
                yield instant_of(day, self.start, self.zone), instant_of(ends_on, self.end, self.zone)
