"""Which minutes do not count: adjustments, the recurring ones in the local time of their zone."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from reliability.slo.error_budget.minutes import Span, merge, minutes_touched_by, start_of
from reliability.slo.model import Adjustment, Period, Recurrence

_UNTIL: Final = re.compile(r"(?<=UNTIL=)(\d{8}T\d{6})Z")
_DAY: Final = timedelta(days=1)


def adjusted_minutes(adjustments: Iterable[Adjustment], reference: str, within: Span) -> tuple[Span, ...]:
    """Return the minutes of which at least a moment is adjusted for the SLO `service/name`."""
    period = Period(start_of(within.start), start_of(within.end))
    return merge(
        (
            minutes_touched_by(occurrence)
            for adjustment in adjustments
            if not adjustment.slos or reference in adjustment.slos
            for occurrence in occurrences(adjustment.when, period)
        ),
        within,
    )


def occurrences(when: Period | Recurrence, within: Period) -> Iterator[Period]:
    """Yield the times, in order, that have a moment in common with a period."""
    times = (when,) if isinstance(when, Period) else _recurrences(when, within)
    yield from (time for time in times if time.start < within.end and time.end > within.start)


def _recurrences(when: Recurrence, within: Period) -> Iterator[Period]:
    """Expand in local time, so that 02:00 stays 02:00 whatever the clocks do.

    A local time that a change of the clocks skips is read with the offset before it, one that comes twice is the first
    of both (RFC 5545, section 3.3.5): both are what `fold=0` means. The length is elapsed time.
    """
    length = timedelta(seconds=when.seconds)
    first = when.first.replace(tzinfo=None)
    rule = rrulestr(_local_until(when.rule, when.time_zone), dtstart=first)
    earliest = (within.start - length).astimezone(when.time_zone).replace(tzinfo=None) - _DAY
    latest = within.end.astimezone(when.time_zone).replace(tzinfo=None) + _DAY
    for local in rule.between(earliest, latest, inc=True):
        start = local.replace(tzinfo=when.time_zone).astimezone(UTC)
        yield Period(start, start + length)


def _local_until(rule: str, time_zone: ZoneInfo) -> str:
    """Write an UNTIL of UTC, as RFC 5545 asks for, in the local time in which the rule is expanded."""

    def local(found: re.Match[str]) -> str:
        moment = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        return moment.astimezone(time_zone).strftime("%Y%m%dT%H%M%S")

    return _UNTIL.sub(local, rule)
