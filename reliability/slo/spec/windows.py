"""The sections `window` and `budgeting` to what the program thinks."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from reliability.slo.model import (
    Budgeting,
    CalendarUnit,
    CalendarWindow,
    RollingWindow,
    Timeslices,
    Window,
    nominal_seconds,
)
from reliability.slo.spec.problems import Problems
from reliability.slo.spec.times import parse_time_zone
from reliability.slo.spec.values import Section

DAY: Final = 86_400
MINUTE: Final = 60
DEFAULT_WINDOW: Final = RollingWindow(30 * DAY)


def build_window(value: Any, problems: Problems) -> Window | None:
    if value is None:
        return DEFAULT_WINDOW
    if not isinstance(value, Section):
        return RollingWindow(value)
    zone = build_time_zone(value, problems)
    if zone is None or not value.complete:
        return None
    return CalendarWindow(CalendarUnit(value.get("calendar")), zone)


def build_time_zone(section: Section, problems: Problems) -> ZoneInfo | None:
    return problems.attempt(section.place_of("time_zone"), lambda: parse_time_zone(section.get("time_zone", "UTC")))


def build_budgeting(value: Any, window: Window | None, problems: Problems) -> Budgeting:
    if not isinstance(value, Section) or not value.complete:
        return None
    seconds = value.get("timeslices")
    place = value.place_of("timeslices")
    if seconds % MINUTE:
        problems.add(place, "a slice is not whole minutes, in which events are counted. Write for example 1m or 5m.")
    elif window is not None and nominal_seconds(window) % seconds:
        problems.add(place, "the window is not a whole number of these slices. Write a length that divides it.")
    return Timeslices(seconds, value.get("target"))
