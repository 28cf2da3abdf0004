"""All SLOs at a glance."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import F, Sum

from reliability.error_budgets.policy import read_policy
from reliability.error_budgets.reading import read_budget
from reliability.error_budgets.rollups import labels_text
from reliability.models import MinuteCount
from reliability.reports.make_sheet import rounded, window_text
from reliability.reports.report_charts import left_sparkline
from reliability.slo.error_budget import Budget, minutes_begun_in, number, percent
from reliability.slo.model import BudgetState, Period, Service, Slo, duration_text

MOST_POINTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewRow:
    """One SLO in words; `burn` is the fastest of its burn rates, with its window."""

    slo: Slo
    objective: str
    window: str
    counted: str
    spent: str
    left: str
    burn: str
    exhaustion: datetime | None
    state: str
    course: str


@dataclass(frozen=True, slots=True)
class OverviewSection:
    service: Service
    rows: tuple[OverviewRow, ...]


def overview(services: tuple[Service, ...], *, at: datetime) -> list[OverviewSection]:
    """Those first whose failure most clients feel."""

    def rows(service: Service) -> tuple[OverviewRow, ...]:
        return tuple(_row(slo, read_budget(slo, None, at, services=services)) for slo in service.slos)

    ranked = sorted(services, key=lambda service: (service.tier, service.name))
    return [OverviewSection(service, rows(service)) for service in ranked]


def _row(slo: Slo, budget: Budget) -> OverviewRow:
    measured = bool(budget.total or budget.minutes_with_data)
    course = _course(slo, budget)
    fastest = max(budget.burn_rates, key=lambda burn: burn.rate, default=None)
    return OverviewRow(
        slo=slo,
        objective=percent(budget.objective),
        window=window_text(slo.window),
        counted=f"{number(round(budget.bad))} bad of {number(budget.total)}" if measured else "nothing measured",
        spent=rounded(budget.spent) if measured else "",
        left=rounded(budget.remaining) if measured else "",
        burn=f"{float(fastest.rate):.1f}x in {duration_text(fastest.seconds)}" if measured and fastest else "",
        exhaustion=budget.exhaustion,
        state=_state(slo, budget).value if measured else "unknown",
        course=left_sparkline(slo.reference, course, budget.remaining) if course else "",
    )


def _state(slo: Slo, budget: Budget) -> BudgetState:
    """Only groups with an objective of their own can be in another state than the whole."""
    return read_policy(slo, budget.at).state if slo.group_objectives else slo.policy.state(budget.remaining_at_end)


def _course(slo: Slo, budget: Budget) -> list[float]:
    """Return what was left of the events' budget, evenly over the window so far; the last value is the budget's own.
    Nothing for a composite, which has no counts, and without data.

    A picture only: adjusted minutes and slices are left to the budget itself, to whose last value all are scaled.
    """
    span = minutes_begun_in(Period(budget.period.start, budget.at))
    step = max(span.minutes // MOST_POINTS, 1)
    rows = dict(
        MinuteCount.objects.filter(
            ledger__slo=slo.reference, ledger__labels=labels_text({}), minute__gte=span.start, minute__lt=span.end
        )
        .values(part=(F("minute") - span.start) / step)
        .annotate(sum=Sum("bad"))
        .order_by()
        .values_list("part", "sum")
    )
    if not rows:
        return []
    whole = sum(rows.values())
    scale = float(budget.spent / Fraction(int(whole))) if whole else 0.0
    left, course = 1.0, [1.0]
    for part in range(-(-span.minutes // step)):
        left -= scale * rows.get(part, 0)
        course.append(left)
    return course
