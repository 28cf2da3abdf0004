"""Who is on call now, and in the next two weeks; a time without anybody stands out in red."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reliability.admin.on_call_page import STYLES
from reliability.alerting.domain.calendar import Day, days_of
from reliability.alerting.domain.clock import read_time_zone
from reliability.alerting.domain.schedules import Shift
from reliability.alerting.services.rota import rota_of
from reliability.models import Schedule

SHOWN_DAYS: Final = 14
COLOURS: Final = 8
"""How many people are told apart by colour."""
WEEKEND: Final = (5, 6)


@dataclass(frozen=True, slots=True)
class Part:
    """A person's hours of a day; without a name, a gap."""

    name: str
    colour: int
    hours: str
    left: str
    width: str


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    is_weekend: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Texts for the page; times are those of the schedule, which Django's filters would convert."""

    schedule: Schedule
    clock: str
    person: str
    until: str
    next_person: str
    rows: tuple[Row, ...]
    gap_hours: float


def calendar_of(schedule: Schedule) -> Calendar:
    zone = read_time_zone(schedule.time_zone)
    now = timezone.now().astimezone(zone)
    midnight = datetime.combine(now.date(), time(0), zone)
    end = midnight + timedelta(days=SHOWN_DAYS + 1)
    rota = rota_of(schedule, start=midnight, end=end)
    shifts = rota.shifts(midnight, end)
    to_come = rota.shifts(now, now + timedelta(days=SHOWN_DAYS))
    people = dict.fromkeys(shift.person for shift in shifts if shift.person is not None)
    colours = {person: number % COLOURS for number, person in enumerate(people)}
    gaps = sum((shift.end - shift.start for shift in to_come if shift.person is None), timedelta())
    return Calendar(
        schedule=schedule,
        clock=f"{now:%H:%M}",
        person=_name(to_come[0]),
        until=f"{to_come[0].end.astimezone(zone):%a %d %b, %H:%M}" if len(to_come) > 1 else "",
        next_person=_name(to_come[1]) or "nobody" if len(to_come) > 1 else "",
        rows=tuple(_row(day, colours) for day in days_of(shifts, now.date(), SHOWN_DAYS, zone)),
        gap_hours=gaps / timedelta(hours=1),
    )


def _name(shift: Shift) -> str:
    return "" if shift.person is None else str(shift.person)


def _row(day: Day, colours: dict[Any, int]) -> Row:
    return Row(
        name=f"{day.date:%a %d %b}",
        is_weekend=day.date.weekday() in WEEKEND,
        parts=tuple(
            Part(
                name="" if part.person is None else str(part.person),
                colour=colours.get(part.person, 0),
                hours=f"{part.start:%H:%M} to {part.end:%H:%M}",
                left=f"{part.left:.3f}",
                width=f"{part.width:.3f}",
            )
            for part in day.segments
        ),
    )


def who_is_on_call(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("reliability.view_schedule"):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": "Who is on call",
        "calendars": [calendar_of(schedule) for schedule in Schedule.objects.all()],
        "on_call_styles": STYLES["all"],
    }
    return render(request, "reliability/on_call/who_is_on_call.html", context)
