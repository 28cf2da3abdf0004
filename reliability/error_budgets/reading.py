"""What reports, pages, the policy and the API read: budgets, and what they were spent on."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q, Sum
from django.utils import timezone

from reliability.error_budgets.adjusting import adjustments_of
from reliability.error_budgets.database_counts import DatabaseCounts
from reliability.error_budgets.definitions import slos_by_reference
from reliability.error_budgets.rollups import labels_text
from reliability.models import BudgetEvent, Ledger, MinuteCause, MinuteCount, Recording
from reliability.promises import promised_services
from reliability.slo.error_budget import (
    Budget,
    MinuteCounts,
    Share,
    Span,
    Sums,
    adjusted_minutes,
    attribute,
    compose_budget,
    measure_budget,
    minutes_begun_in,
)
from reliability.slo.model import Composite, Period, Service, Slo, Window

Group = Mapping[str, str]


def read_budget(
    slo: Slo, group: Group | None = None, at: datetime | None = None, *, services: Sequence[Service] | None = None
) -> Budget:
    """Return the budget of an SLO, or of one of its groups, at a time; of a composite from its components' counts.

    `services` are those whose adjustments hold and whose SLOs a composite names; None: this installation's.
    """
    known = promised_services() if services is None else services
    return _read(slo, group or {}, at or timezone.now(), known, slo.window)


def _read(slo: Slo, group: Group, at: datetime, known: Sequence[Service], window: Window) -> Budget:
    objective = slo.objective_of(group)
    if isinstance(slo.indicator, Composite):
        slos = slos_by_reference(known)
        parts = [(one.weight, _read(slos[one.slo], {}, at, known, window)) for one in slo.indicator.components]
        return compose_budget(parts, reference=slo.reference, objective=objective, period=window.period(at), at=at)
    ledger = _ledger(slo, group)
    return measure_budget(
        DatabaseCounts(ledger.pk if ledger else None),
        objective=objective,
        window=window,
        at=at,
        reference=slo.reference,
        adjustments=adjustments_of(slo, known),
        budgeting=slo.budgeting,
        estimated=bool(ledger and ledger.estimated),
    )


def groups(slo: Slo) -> list[dict[str, str]]:
    """Return the groups that were ever counted, in order; none for an SLO without grouping."""
    found = Ledger.objects.filter(slo=slo.reference).exclude(labels=labels_text({})).order_by("labels")
    return [json.loads(ledger.labels) for ledger in found]


def counts(slo: Slo, group: Group | None, start: datetime, end: datetime) -> list[MinuteCounts]:
    """Return the minutes with data that begin from `start` to `end`, excluded, in order, with their causes."""
    return _minutes(slo, group or {}, minutes_begun_in(Period(start, end)))


def sums(slo: Slo, group: Group | None, start: datetime, end: datetime) -> Sums:
    """Return the sums of these minutes, adjusted ones included."""
    ledger = _ledger(slo, group or {})
    return DatabaseCounts(ledger.pk if ledger else None).sums((minutes_begun_in(Period(start, end)),))


def _minutes(slo: Slo, group: Group, span: Span) -> list[MinuteCounts]:
    ledger = _ledger(slo, group)
    within = {"ledger": ledger, "minute__gte": span.start, "minute__lt": span.end}
    causes: dict[int, list[tuple[str, int]]] = {}
    for minute, cause, bad in (
        MinuteCause.objects.filter(**within).order_by("cause").values_list("minute", "cause", "bad")
    ):
        causes.setdefault(minute, []).append((cause, bad))
    rows = MinuteCount.objects.filter(**within).order_by("minute").values_list("minute", "total", "bad")
    return [MinuteCounts(minute, total, bad, tuple(causes.get(minute, ()))) for minute, total, bad in rows]


def worst_minutes(
    slo: Slo, group: Group | None, start: datetime, end: datetime, *, limit: int = 10
) -> list[MinuteCounts]:
    """Return the minutes with the most bad events, the worst first; adjusted ones are left out."""
    span = minutes_begun_in(Period(start, end))
    rows = MinuteCount.objects.filter(
        ledger=_ledger(slo, group or {}), minute__gte=span.start, minute__lt=span.end, bad__gt=0
    ).exclude(_any_of(adjusted_minutes(adjustments_of(slo, promised_services()), slo.reference, span)))
    ranked = rows.order_by("-bad", "minute").values_list("minute", flat=True)[:limit]
    return [found for minute in ranked for found in _minutes(slo, group or {}, Span(minute, minute + 1))]


def attribution(slo: Slo, group: Group | None, start: datetime, end: datetime) -> tuple[Share, ...]:
    """Return who caused the bad events, adjusted minutes left out; what no counter attributes comes last."""
    span = minutes_begun_in(Period(start, end))
    left_out = adjusted_minutes(adjustments_of(slo, promised_services()), slo.reference, span)
    ledger = _ledger(slo, group or {})
    database = DatabaseCounts(ledger.pk if ledger else None)
    bad = database.sums((span,)).bad - database.sums(left_out).bad
    rows = MinuteCause.objects.filter(ledger=ledger, minute__gte=span.start, minute__lt=span.end)
    causes = rows.exclude(_any_of(left_out)).values_list("cause").annotate(Sum("bad")).order_by()
    return attribute({cause: int(count) for cause, count in causes}, bad)


def events_around(service: str, start: datetime, end: datetime) -> list[BudgetEvent]:
    """Return deployments, incidents and experiments of a service, or of all, with a moment in a period, in order."""
    found = BudgetEvent.objects.filter(Q(service=service) | Q(service=""), start__lt=end)
    return list(found.filter(Q(end__gt=start) | Q(end__isnull=True, start__gte=start)).order_by("start", "pk"))


def recording_of(slo: Slo) -> Recording | None:
    """Return how far an SLO is recorded and why the last attempt failed, if it did; None: never tried."""
    return Recording.objects.filter(slo=slo.reference).first()


def _ledger(slo: Slo, group: Group) -> Ledger | None:
    return Ledger.objects.filter(slo=slo.reference, labels=labels_text(group)).first()


def _any_of(spans: Sequence[Span]) -> Q:
    found = Q(pk__in=[])
    for span in spans:
        found |= Q(minute__gte=span.start, minute__lt=span.end)
    return found
