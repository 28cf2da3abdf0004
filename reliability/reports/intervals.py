"""Minutes to hours to days, in the local time of the window."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import tzinfo
from fractions import Fraction
from itertools import groupby

from reliability.reports.report import Interval
from reliability.slo.error_budget import MinuteCounts, Span, is_bad_slice, start_of
from reliability.slo.model import Budgeting

SECONDS = 60


def smallest_intervals(
    minutes: Iterable[MinuteCounts], *, budgeting: Budgeting, within: Span, left_out: Sequence[Span], allowed: Fraction
) -> list[Interval]:
    """Return an interval for each minute, or slice of time, with data; `allowed` are the bad ones that a window may
    have.
    """
    kept = (
        row
        for row in minutes
        if within.start <= row.minute < within.end and not any(span.start <= row.minute < span.end for span in left_out)
    )
    if budgeting is None:
        return [_leaf((row,), Span(row.minute, row.minute + 1), (row.total, row.bad), allowed) for row in kept]
    length = budgeting.seconds // SECONDS
    slices = [(index, list(rows)) for index, rows in groupby(kept, key=lambda row: row.minute // length)]
    return [
        _leaf(rows, Span(index * length, (index + 1) * length), (1, int(_is_bad(rows, budgeting.target))), allowed)
        for index, rows in slices
    ]


def days_of(smallest: Sequence[Interval], zone: tzinfo) -> tuple[Interval, ...]:
    """Return the days with their hours, and these with what was bad in them."""

    def hour(interval: Interval) -> Hashable:
        local = interval.start.astimezone(zone)
        return local.date(), local.hour, local.utcoffset()

    def day(interval: Interval) -> Hashable:
        return interval.start.astimezone(zone).date()

    hours = _joined(smallest, hour, lambda parts: tuple(part for part in parts if part.bad))
    return _joined(hours, day, tuple)


def _joined(
    intervals: Iterable[Interval],
    key: Callable[[Interval], Hashable],
    shown: Callable[[list[Interval]], tuple[Interval, ...]],
) -> tuple[Interval, ...]:
    joined = []
    for _, group in groupby(intervals, key=key):
        parts = list(group)
        joined.append(
            Interval(
                start=parts[0].start,
                end=parts[-1].end,
                total=sum(part.total for part in parts),
                bad=sum(part.bad for part in parts),
                events=sum(part.events for part in parts),
                bad_events=sum(part.bad_events for part in parts),
                causes=_sum_of([part.causes for part in parts if part.causes]),
                spent=sum((part.spent for part in parts if part.bad), Fraction(0)),
                parts=shown(parts),
            )
        )
    return tuple(joined)


def _leaf(rows: Sequence[MinuteCounts], span: Span, counted: tuple[int, int], allowed: Fraction) -> Interval:
    total, bad = counted
    return Interval(
        start=start_of(span.start),
        end=start_of(span.end),
        total=total,
        bad=bad,
        events=sum(row.total for row in rows),
        bad_events=sum(row.bad for row in rows),
        causes=_sum_of([dict(row.causes) for row in rows if row.causes]),
        spent=Fraction(bad) / allowed if bad and allowed else Fraction(0),
    )


def _sum_of(counted: Sequence[Mapping[str, int]]) -> Mapping[str, int]:
    if len(counted) <= 1:
        return counted[0] if counted else {}
    causes: Counter[str] = Counter()
    for one in counted:
        causes.update(one)
    return causes


def _is_bad(rows: Sequence[MinuteCounts], target: Fraction) -> bool:
    return is_bad_slice(sum(row.total for row in rows), sum(row.bad for row in rows), target)
