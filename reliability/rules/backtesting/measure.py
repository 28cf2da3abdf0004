"""Minutes from a Prometheus that still has them.

`increase` over a minute is near to what happened, not exact: where samples are missing at a minute's edges it
extrapolates. Budgets are never made of it; for those `error_budgets` counts raw samples.
"""

from datetime import datetime
from fractions import Fraction
from typing import Final

from reliability.errors import MeasurementError
from reliability.prometheus import Prometheus
from reliability.rules.backtesting.counts import MINUTE, MinuteCounts
from reliability.rules.promql import bad_events, total_events
from reliability.slo.model import Slo

MOST_POINTS: Final = 10_000
"""For one question; Prometheus refuses more than 11,000."""
MILLISECONDS: Final = 1_000


def measure_minutes(slo: Slo, prometheus: Prometheus, *, start: datetime, end: datetime) -> MinuteCounts:
    """Return the events of the whole minutes from `start` to `end`. Raises MeasurementError, also for none at all."""
    first, last = (int(at.timestamp()) // MINUTE for at in (start, end))
    bad, total = (
        _minutes(prometheus, expression, first, last)
        for expression in (bad_events(slo, MINUTE), total_events(slo, MINUTE))
    )
    if not any(total):
        raise MeasurementError(
            f"{prometheus} has no events of {slo.reference} in this time. Is it scraped at least twice a minute? "
            "Else record counts (manage.py backfill_error_budgets) and use manage.py backtest_slo."
        )
    return MinuteCounts(first * MINUTE, [min(pair) for pair in zip(bad, total, strict=True)], total)


def _minutes(prometheus: Prometheus, expression: str, first: int, last: int) -> list[int]:
    """Return the sum of the series at each minute's end, to whole events."""
    sums = [Fraction(0)] * max(last - first, 0)
    for begin in range(first, last, MOST_POINTS):
        until = min(begin + MOST_POINTS, last)
        for series in prometheus.query_range(
            expression,
            start=(begin + 1) * MINUTE * MILLISECONDS,
            end=until * MINUTE * MILLISECONDS,
            step=MINUTE,
        ):
            for at, value in series.samples:
                sums[at // (MINUTE * MILLISECONDS) - first - 1] += value
    return [round(value) for value in sums]
