"""How a budget went, by the hour: what was left, and how fast it was spent."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from itertools import accumulate

from reliability.reports.report import Interval, Point
from reliability.slo.error_budget import MinuteCounts, Span, start_of

SECONDS = 60


def left_by_hour(days: Sequence[Interval], *, start: datetime, at: datetime, allowed: Fraction) -> tuple[Point, ...]:
    """Return the share of the window's budget left: at its start, around each hour with bad events, and now."""
    if not days:
        return ()
    points, bad = [Point(start, 1.0)], 0
    for hour in (hour for day in days for hour in day.parts if hour.bad):
        points.append(Point(hour.start, _left(bad, allowed)))
        bad += hour.bad
        points.append(Point(min(hour.end, at), _left(bad, allowed)))
    return (*points, Point(at, _left(bad, allowed)))


def rates_by_hour(
    minutes: Sequence[MinuteCounts], *, within: Span, left_out: Sequence[Span], window: int, error_budget: Fraction
) -> tuple[Point, ...]:
    """Return the burn rate over the last `window` seconds at each whole hour of the span, and at its end."""
    lead = window // SECONDS
    first = within.start - lead
    bad, total = [0] * (within.end - first), [0] * (within.end - first)
    for row in minutes:
        adjusted = any(span.start <= row.minute < span.end for span in left_out)
        if first <= row.minute < within.end and not adjusted:
            bad[row.minute - first], total[row.minute - first] = row.bad, row.total
    bad, total = [0, *accumulate(bad)], [0, *accumulate(total)]
    hours = range(-(-within.start // SECONDS) * SECONDS, within.end + 1, SECONDS)
    points, budget = [], float(error_budget)
    for end in [*hours, *([] if within.end % SECONDS == 0 else [within.end])]:
        events = total[end - first] - total[end - first - lead]
        ratio = (bad[end - first] - bad[end - first - lead]) / events if events else 0.0
        points.append(Point(start_of(end), ratio / budget))
    return tuple(points)


def _left(bad: int, allowed: Fraction) -> float:
    return float(1 - bad / allowed) if allowed else 1.0
