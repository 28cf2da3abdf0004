"""OpenSLO's durations and windows."""

from datetime import datetime
from typing import Final

from reliability.slo.converting.conversion import Warnings
from reliability.slo.model import CalendarUnit, CalendarWindow, RollingWindow, Window, duration_text
from reliability.slo.model.window import first_day
from reliability.slo.spec.problems import Problems
from reliability.slo.spec.times import parse_time_zone
from reliability.slo.spec.values import Section
from reliability.slo.spec.windows import DEFAULT_WINDOW

UNITS: Final = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "M": 2_592_000, "Q": 7_776_000, "Y": 31_536_000}
ROUNDED: Final = frozenset({"M", "Q", "Y"})
CALENDAR: Final = {
    "1d": CalendarUnit.DAY,
    "1w": CalendarUnit.WEEK,
    "1M": CalendarUnit.MONTH,
    "1Q": CalendarUnit.QUARTER,
    "1Y": CalendarUnit.YEAR,
}
FIRST_DAY: Final = "2024-01-01 00:00:00"
"""A Monday, and the first day of a month, a quarter and a year."""


def shorthand_seconds(text: str) -> int:
    """Return the seconds of `28d`; a month has 30 days, a quarter 90, a year 365."""
    return int(text[:-1]) * UNITS[text[-1]]


def build_window(section: Section, where: str, problems: Problems, warnings: Warnings) -> Window:
    """Return the window of an SLO's spec."""
    windows = list(section.items("timeWindow"))
    if not windows:
        warnings.add(where, "it has no timeWindow: the last 30 days are taken.")
        return DEFAULT_WINDOW
    for further in windows[1:]:
        problems.add(further.place, "an SLO has one timeWindow. Remove the others.")
    window: Section = windows[0].value
    duration = window.get("duration", "30d")
    calendar: Section | None = window.get("calendar")
    if calendar is not None and not window.get("isRolling", False):
        return _calendar(window, calendar, where, problems, warnings)
    if duration[-1] in ROUNDED:
        warnings.add(where, f"a rolling {duration} is {duration_text(shorthand_seconds(duration))} here.")
    return RollingWindow(shorthand_seconds(duration))


def _calendar(window: Section, calendar: Section, where: str, problems: Problems, warnings: Warnings) -> Window:
    duration = window.get("duration", "")
    unit = CALENDAR.get(duration)
    zone = problems.attempt(calendar.place_of("timeZone"), lambda: parse_time_zone(calendar.get("timeZone", "UTC")))
    if unit is None:
        problems.add(window.place_of("duration"), f"a calendar has no {duration}. Write one of {', '.join(CALENDAR)}.")
    if unit is None or zone is None:
        return DEFAULT_WINDOW
    text = calendar.get("startTime", FIRST_DAY)
    start = problems.attempt(calendar.place_of("startTime"), lambda: datetime.fromisoformat(text))
    if start is not None and (start.time() != datetime.min.time() or first_day(unit, start.date()) != start.date()):
        warnings.add(where, f"it starts with the {unit} here, at midnight, not as {text} says.")
    return CalendarWindow(unit, zone)


def window_value(window: Window) -> dict[str, object]:
    if isinstance(window, CalendarWindow):
        duration = next(text for text, unit in CALENDAR.items() if unit is window.unit)
        zone = window.time_zone.key
        return {"duration": duration, "isRolling": False, "calendar": {"startTime": FIRST_DAY, "timeZone": zone}}
    return {"duration": duration_text(window.seconds), "isRolling": True}
