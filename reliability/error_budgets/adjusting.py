"""Time that does not count: what SLO files say, and what people add; each with who, when and why."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrulestr
from django.db import transaction
from django.utils import timezone

from reliability.errors import SpecificationError
from reliability.models import AdjustmentChange, BudgetAdjustment
from reliability.slo.model import Adjustment, Period, Recurrence, Service, Slo

MADE: Final = "made"
WITHDRAWN: Final = "withdrawn"


def adjustments_of(slo: Slo, services: Iterable[Service]) -> tuple[Adjustment, ...]:
    """Return the adjustments in force: those of the SLO's file, and those in the database that name it or no SLO."""
    written = [one for service in services if service.name == slo.service for one in service.adjustments]
    return (*written, *(adjustment_of(row) for row in BudgetAdjustment.objects.filter(withdrawn_at=None)))


def adjustment_of(row: BudgetAdjustment) -> Adjustment:
    return Adjustment(name=row.name, reason=row.reason, when=_when(row), slos=tuple(row.slos), announced_by=row.made_by)


def _when(row: BudgetAdjustment) -> Period | Recurrence:
    if row.start and row.end:
        return Period(row.start, row.end)
    first = datetime.fromisoformat(row.first)
    return Recurrence(first=first, seconds=row.seconds or 0, rule=row.rule, time_zone=ZoneInfo(row.time_zone))


@transaction.atomic
def make_adjustment(
    *, name: str, reason: str, by: str, when: Period | Recurrence, slos: Sequence[str] = ()
) -> BudgetAdjustment:
    """Keep events in some time from counting. Raises SpecificationError with what is wrong with it."""
    if not reason.strip():
        raise SpecificationError("Say why these events shall not count.")
    columns: dict[str, Any]
    if isinstance(when, Period):
        if when.end <= when.start:
            raise SpecificationError("An adjustment ends after it starts.")
        columns = {"start": when.start, "end": when.end}
    else:
        check_rule(when)
        first = when.first.replace(tzinfo=None).isoformat(timespec="seconds")
        columns = {"first": first, "seconds": when.seconds, "rule": when.rule, "time_zone": when.time_zone.key}
    row = BudgetAdjustment.objects.create(name=name, reason=reason, slos=list(slos), made_by=by, **columns)
    _note(row, MADE, by, reason)
    return row


def check_rule(when: Recurrence) -> None:
    try:
        rrulestr(when.rule.replace("Z", ""), dtstart=when.first.replace(tzinfo=None))
    except (ValueError, TypeError) as error:
        raise SpecificationError(
            f"{when.rule!r} is no rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=SU: {error}."
        ) from error
    if when.seconds <= 0:
        raise SpecificationError("Each time lasts at least a second.")


def time_zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SpecificationError(f"{name!r} is no time zone such as Europe/Berlin.") from error


@transaction.atomic
def withdraw_adjustment(*, adjustment_id: int, reason: str, by: str) -> bool:
    """Let the events count again; the row and its history stay. Tell whether it was in force."""
    if not reason.strip():
        raise SpecificationError("Say why it is withdrawn.")
    row = BudgetAdjustment.objects.select_for_update().filter(pk=adjustment_id, withdrawn_at=None).first()
    if row is None:
        return False
    _note(row, WITHDRAWN, by, reason)
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    return True


def _note(row: BudgetAdjustment, done: str, by: str, reason: str) -> None:
    content = {
        "name": row.name,
        "reason": row.reason,
        "slos": row.slos,
        "start": row.start.isoformat() if row.start else None,
        "end": row.end.isoformat() if row.end else None,
        "first": row.first,
        "seconds": row.seconds,
        "rule": row.rule,
        "time_zone": row.time_zone,
    }
    AdjustmentChange.objects.create(adjustment=row, done=done, by=by, reason=reason, content=content)
