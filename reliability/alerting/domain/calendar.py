"""Shifts cut into the days of a time zone, for a calendar with a row a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reliability.alerting.domain.clock import instant_of
from reliability.alerting.domain.schedules import Person, Shift


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a day; `left` and `width` are percentages of the day, which may have 23 or 25 hours."""

    person: Person | None
    start: datetime
    end: datetime
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    segments: tuple[Segment, ...]


def days_of(shifts: Iterable[Shift], first: date, count: int, zone: ZoneInfo) -> tuple[Day, ...]:
    known = tuple(shifts)
    days = (first + timedelta(days=number) for number in range(count))
    return tuple(Day(day, tuple(_segments(known, day, zone))) for day in days)


def _segments(shifts: tuple[Shift, ...], day: date, zone: ZoneInfo) -> Iterator[Segment]:
    begin, end = instant_of(day, time(0), zone), instant_of(day + timedelta(days=1), time(0), zone)
    for shift in shifts:
        start, stop = max(shift.start, begin), min(shift.end, end)
        if start < stop:
            yield Segment(
                person=shift.person,
                start=start.astimezone(zone),
                end=stop.astimezone(zone),
                left=round(100 * ((start - begin) / (end - begin)), 3),
                width=round(100 * ((stop - start) / (end - begin)), 3),
            )
