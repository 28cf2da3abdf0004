"""Reports of made-up minutes, the same each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from reliability.reports.compile_report import compile_report
from reliability.reports.report import Group, Happening, Measured, SloReport
from reliability.slo.error_budget import CountsInMemory, MinuteCounts, measure_budget, minute_of
from reliability.slo.model import (
    Adjustment,
    Attribution,
    CalendarUnit,
    CalendarWindow,
    Counters,
    EventIndicator,
    IndicatorKind,
    Period,
    RollingWindow,
    Selector,
    Service,
    Slo,
)

AT = datetime(2026, 10, 20, 12, tzinfo=UTC)
MONTH = CalendarWindow(CalendarUnit.MONTH, ZoneInfo("Europe/Berlin"))
SLO = Slo(
    service="gateway",
    name="availability",
    description="Operations are answered without a fault of ours.",
    objective=Fraction(999, 1000),
    window=MONTH,
    indicator=EventIndicator(
        kind=IndicatorKind.AVAILABILITY,
        bad=Counters((Selector("errors_total"),)),
        total=Counters((Selector("requests_total"),)),
    ),
    group_by=("operation_class",),
    attribution=Attribution("subgraph", (Selector("attributed_errors_total"),)),
)
UPGRADE = Adjustment(
    name="database-upgrade",
    reason="Announced on the status page two weeks before.",
    when=Period(datetime(2026, 10, 4, 1, tzinfo=UTC), datetime(2026, 10, 4, 3, tzinfo=UTC)),
    announced_by="Ada <ada@example.org>",
)
HAPPENINGS = (
    Happening(kind="deployment", title="gateway v42", start=datetime(2026, 10, 9, 9, 30, tzinfo=UTC)),
    Happening(
        kind="incident",
        title="reviews: database pool <exhausted>",
        start=datetime(2026, 10, 9, 10, tzinfo=UTC),
        end=datetime(2026, 10, 9, 11, 20, tzinfo=UTC),
    ),
)
READS, WRITES = (("operation_class", "query"),), (("operation_class", "mutation"),)


def busy_minutes(*, start: datetime, end: datetime, outage: int = 300, seed: int = 7) -> list[MinuteCounts]:
    """Some hundred events a minute, fewer at night, a few of them bad; `outage` a minute on the 9th from 10 to 11:20,
    charged to the reviews.
    """
    random, rows = Random(seed), []
    for minute in range(minute_of(start), minute_of(end)):
        hour = minute // 60 % 24
        total = random.randint(300, 400) if 6 <= hour < 22 else random.randint(20, 60)
        bad = int(random.random() < 0.02)
        causes = {random.choice(["users", "offers"]): bad} if bad else {}
        if minute_of(HAPPENINGS[1].start) <= minute < minute_of(HAPPENINGS[1].end or end):
            bad += outage // 15
            causes["reviews"] = outage // 15
        rows.append(MinuteCounts(minute, total, bad, tuple(causes.items())))
    return rows


def make_report(
    slo: Slo = SLO,
    *,
    minutes: Sequence[MinuteCounts] | None = None,
    groups: Mapping[Group, Sequence[MinuteCounts]] | None = None,
    happenings: Sequence[Happening] = HAPPENINGS,
    adjustments: tuple[Adjustment, ...] = (UPGRADE,),
    at: datetime = AT,
) -> SloReport:
    """Without `minutes`: busy ones; without `groups`: a half of them each, one with all that was bad."""
    service = Service(name=slo.service, slos=(slo,), title="GraphQL gateway", owner="platform", adjustments=adjustments)
    start = slo.window.period(at).start - timedelta(days=3)
    rows = busy_minutes(start=start, end=at) if minutes is None else minutes
    if groups is None and slo.group_by:
        halves = [row.total // 2 + row.bad for row in rows]
        groups = {
            READS: [MinuteCounts(row.minute, half, row.bad) for row, half in zip(rows, halves, strict=True)],
            WRITES: [MinuteCounts(row.minute, row.total - half, 0) for row, half in zip(rows, halves, strict=True)],
        }

    def budget(counted: Sequence[MinuteCounts], objective: Fraction) -> Measured:
        found = measure_budget(
            CountsInMemory(counted),
            objective=objective,
            window=slo.window,
            at=at,
            reference=slo.reference,
            adjustments=adjustments,
            budgeting=slo.budgeting,
        )
        return Measured(budget=found, minutes=counted)

    return compile_report(
        service,
        slo,
        budget(rows, slo.objective),
        groups={
            group: budget(counted, slo.objective_of(dict(group))).budget for group, counted in (groups or {}).items()
        },
        adjustments=adjustments,
        happenings=happenings,
    )


@cache
def usual_report() -> SloReport:
    return make_report()


@cache
def quiet_report() -> SloReport:
    """Ten events an hour, one bad in all."""
    first = minute_of(AT - timedelta(days=2))
    rows = [
        MinuteCounts(minute, int(minute % 6 == 0), int(minute == first + 600)) for minute in range(first, minute_of(AT))
    ]
    return make_report(replace(SLO, name="quiet", group_by=()), minutes=rows, happenings=(), adjustments=())


@cache
def missed_report() -> SloReport:
    start = AT - timedelta(days=33)
    slo = replace(SLO, name="latency", window=RollingWindow(30 * 86_400), objective=Fraction(9995, 10_000))
    return make_report(slo, minutes=busy_minutes(start=start, end=AT, outage=3_000))


@cache
def empty_report() -> SloReport:
    return make_report(replace(SLO, name="unmeasured"), minutes=(), groups={}, happenings=(), adjustments=())
