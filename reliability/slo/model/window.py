"""The time over which an objective is promised."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

MONTHS_OF_YEAR = 12


class Period(NamedTuple):
    """From `start`, included, to `end`, excluded; both aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class RollingWindow:
    """The last `seconds` before now: it moves on every minute."""

    seconds: int

    def period(self, at: datetime) -> Period:
        end = at.astimezone(UTC)
        return Period(end - timedelta(seconds=self.seconds), end)


class CalendarUnit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class CalendarWindow:
    """The day, ISO week, month, quarter or year of a time zone: its budget is whole again at the next one's start.

    Days begin at local midnight, so one at a change of the clocks has 23 or 25 hours.
    """

    unit: CalendarUnit
    time_zone: ZoneInfo

    def period(self, at: datetime) -> Period:
        """Return the whole one that `at` is in, its future included."""
        start = first_day(self.unit, at.astimezone(self.time_zone).date())
        return Period(self._midnight(start), self._midnight(next_first_day(self.unit, start)))

    def _midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self.time_zone).astimezone(UTC)


Window = RollingWindow | CalendarWindow

_NOMINAL_DAYS: Final = {
    CalendarUnit.DAY: 1,
    CalendarUnit.WEEK: 7,
    CalendarUnit.MONTH: 30,
    CalendarUnit.QUARTER: 90,
    CalendarUnit.YEAR: 365,
}


def nominal_seconds(window: Window) -> int:
    """Return the length by which burn rates are reckoned: a calendar's month has 30 days, its quarter 90."""
    return window.seconds if isinstance(window, RollingWindow) else _NOMINAL_DAYS[window.unit] * 86_400


def first_day(unit: CalendarUnit, day: date) -> date:
    match unit:
        case CalendarUnit.DAY:
            return day
        case CalendarUnit.WEEK:
            return day - timedelta(days=day.weekday())
        case CalendarUnit.MONTH:
            return day.replace(day=1)
        case CalendarUnit.QUARTER:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case CalendarUnit.YEAR:
            return day.replace(month=1, day=1)


def next_first_day(unit: CalendarUnit, first: date) -> date:
    match unit:
        case CalendarUnit.DAY:
            return first + timedelta(days=1)
        case CalendarUnit.WEEK:
            return first + timedelta(weeks=1)
        case CalendarUnit.MONTH:
            return _months_later(first, 1)
        case CalendarUnit.QUARTER:
            return _months_later(first, 3)
        case CalendarUnit.YEAR:
            return first.replace(year=first.year + 1)


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, MONTHS_OF_YEAR)
    return first.replace(year=first.year + years, month=month + 1)
