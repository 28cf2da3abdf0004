"""Reports from the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from reliability.error_budgets.adjusting import adjustments_of
from reliability.error_budgets.reading import counts, events_around, groups, read_budget
from reliability.promises import promised_services
from reliability.reports.compile_report import compile_report, zone_of
from reliability.reports.report import Group, Happening, Measured, SloReport
from reliability.slo.error_budget import BURN_WINDOWS
from reliability.slo.model import CalendarUnit, CalendarWindow, Composite, Service, Slo

LEAD: Final = timedelta(seconds=max(BURN_WINDOWS))
"""Before a window's start: its first burn rates look back so far."""
LAST_MOMENT: Final = timedelta(seconds=1)


def read_report(service: Service, slo: Slo, *, at: datetime | None = None) -> SloReport:
    """Return the report of the SLO's window that `at`, or now, is in."""
    known = promised_services()
    budget = read_budget(slo, None, at or timezone.now(), services=known)
    start, end = budget.period.start, min(budget.period.end, budget.at)
    minutes = [] if isinstance(slo.indicator, Composite) else counts(slo, None, start - LEAD, end)
    grouped: dict[Group, dict[str, str]] = {tuple(sorted(group.items())): group for group in groups(slo)}
    return compile_report(
        service,
        slo,
        Measured(budget=budget, minutes=minutes),
        groups={key: read_budget(slo, group, budget.at, services=known) for key, group in grouped.items()},
        adjustments=adjustments_of(slo, known),
        happenings=[
            Happening(kind=event.kind, title=event.title, start=event.start, end=event.end)
            for event in events_around(service.name, start, end)
        ],
    )


def over_month(slo: Slo, month: datetime, *, now: datetime) -> tuple[Slo, datetime]:
    """Return the SLO as if promised over a calendar month of its time zone, and the month's last moment, or now."""
    zone = zone_of(slo)
    window = CalendarWindow(CalendarUnit.MONTH, zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC"))
    end = window.period(month.replace(tzinfo=zone)).end
    return replace(slo, window=window), min(end - LAST_MOMENT, now.astimezone(UTC))


def select_slos(
    services: Sequence[Service], *, slos: Sequence[str] = (), service: str | None = None
) -> list[tuple[Service, Slo]]:
    """Return what is named, in the order of the files; everything where nothing is named."""
    return [
        (one, slo)
        for one in services
        if service in {None, one.name}
        for slo in one.slos
        if not slos or slo.reference in slos
    ]
