"""From what was read to what a report says; no database, no clock."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from fractions import Fraction
from typing import Final

from reliability.reports.courses import left_by_hour, rates_by_hour
from reliability.reports.intervals import days_of, smallest_intervals
from reliability.reports.report import (
    AdjustmentEffect,
    Group,
    GroupRow,
    Happening,
    Interval,
    Measured,
    Overlap,
    SloReport,
    Verdict,
)
from reliability.slo.error_budget import (
    BURN_WINDOWS,
    Budget,
    CountsInMemory,
    MinuteCounts,
    Span,
    adjusted_minutes,
    attribute,
    explain,
    minutes_begun_in,
)
from reliability.slo.low_traffic import confidence_that_missed, error_ratio_interval
from reliability.slo.model import Adjustment, BudgetState, CalendarWindow, Composite, Period, Service, Slo

WORST: Final = 10
AFTERMATH: Final = timedelta(hours=1)
"""How long an instant, such as a deployment, is looked at."""


def compile_report(
    service: Service,
    slo: Slo,
    measured: Measured,
    *,
    groups: Mapping[Group, Budget],
    adjustments: Sequence[Adjustment],
    happenings: Sequence[Happening] = (),
) -> SloReport:
    """Return the report of the moment that the budget is of."""
    budget, at = measured.budget, measured.budget.at
    period = Period(budget.period.start, min(budget.period.end, at))
    within = minutes_begun_in(period)
    left_out = adjusted_minutes(adjustments, slo.reference, within)
    allowed = budget.allowed_at_end
    smallest = smallest_intervals(
        measured.minutes, budgeting=slo.budgeting, within=within, left_out=left_out, allowed=allowed
    )
    zone = zone_of(slo)
    days = days_of(smallest, zone)
    hours = sorted((hour for day in days for hour in day.parts if hour.bad), key=lambda hour: (-hour.spent, hour.start))
    own = [one for group, one in groups.items() if slo.objective_of(dict(group)) != slo.objective]
    state = slo.policy.state(min(one.remaining_at_end for one in (budget, *own)))
    around = Span(within.start - max(BURN_WINDOWS) // 60, within.end)
    left_out_around = adjusted_minutes(adjustments, slo.reference, around)
    counted = not isinstance(slo.indicator, Composite)
    causes = _causes(smallest)
    return SloReport(
        service=service,
        slo=slo,
        at=at,
        zone=zone,
        budget=budget,
        numbers=explain(budget),
        state=state,
        actions=_actions(slo, state),
        verdict=_verdict(slo, budget),
        shares=attribute(causes, sum(one.bad_events for one in smallest)) if slo.attribution else (),
        overlaps=tuple(_overlap(one, smallest, period) for one in _within(happenings, period)) if counted else (),
        adjustments=_effects(adjustments, slo.reference, within, measured.minutes) if counted else (),
        groups=tuple(
            GroupRow(group=group, budget=one)
            for group, one in sorted(groups.items(), key=lambda item: (-item[1].bad, item[0]))
        ),
        days=days,
        worst=tuple(hours[:WORST]),
        left=left_by_hour(days, start=period.start, at=at, allowed=allowed),
        rates={
            window: rates_by_hour(
                measured.minutes,
                within=within,
                left_out=left_out_around,
                window=window,
                error_budget=1 - budget.objective,
            )
            for window in BURN_WINDOWS[:2]
        }
        if days
        else {},
    )


def zone_of(slo: Slo) -> tzinfo:
    return slo.window.time_zone if isinstance(slo.window, CalendarWindow) else UTC


def _causes(smallest: Sequence[Interval]) -> Counter[str]:
    causes: Counter[str] = Counter()
    for interval in smallest:
        causes.update(interval.causes)
    return causes


def _actions(slo: Slo, state: BudgetState) -> tuple[str, ...]:
    return next((step.actions for step in slo.policy.steps if step.state is state), ())


def _verdict(slo: Slo, budget: Budget) -> Verdict | None:
    if isinstance(slo.indicator, Composite) or not budget.total:
        return None
    bad, total, confidence = int(budget.bad), budget.total, slo.alerting.confidence
    low, high = error_ratio_interval(bad=bad, total=total, confidence=confidence)
    promised = float(1 - budget.objective)
    if high <= promised:
        words = "So many events tell that the objective is kept."
    elif low > promised:
        words = "So many events tell that the objective is missed."
    else:
        words = "Too few events to tell: the same service might as well have kept as missed its objective."
    missed = confidence_that_missed(objective=budget.objective, bad=bad, total=total)
    return Verdict(confidence, low, high, missed, words)


def _within(happenings: Sequence[Happening], period: Period) -> list[Happening]:
    return [one for one in happenings if one.start < period.end and _end(one) > period.start]


def _end(happening: Happening) -> datetime:
    return happening.end or happening.start + AFTERMATH


def _overlap(happening: Happening, smallest: Sequence[Interval], period: Period) -> Overlap:
    end = min(_end(happening), period.end)
    during = [one for one in smallest if happening.start < one.end and one.start < end]
    before = happening.start - (end - happening.start)
    return Overlap(
        happening=happening,
        bad=sum(one.bad for one in during),
        bad_before=sum(one.bad for one in smallest if before < one.end and one.end <= happening.start),
        spent=sum((one.spent for one in during if one.bad), Fraction(0)),
    )


def _effects(
    adjustments: Sequence[Adjustment], reference: str, within: Span, minutes: Sequence[MinuteCounts]
) -> tuple[AdjustmentEffect, ...]:
    counts, effects = CountsInMemory(row for row in minutes if within.start <= row.minute < within.end), []
    for adjustment in adjustments:
        spans = adjusted_minutes((adjustment,), reference, within)
        if spans:
            sums = counts.sums(spans)
            effects.append(
                AdjustmentEffect(
                    adjustment=adjustment,
                    times=len(spans),
                    minutes=sum(span.minutes for span in spans),
                    events=sums.total,
                    bad=sums.bad,
                )
            )
    return tuple(effects)
