"""Counts that stand in the database as if they had been recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from reliability.error_budgets.rollups import replace_minutes
from reliability.error_budgets.tally import Tally
from reliability.models import Recording
from reliability.prometheus import Labels
from reliability.slo.error_budget import MinuteCounts


def make_counts(slo: str, rows: Iterable[MinuteCounts], group: Labels = ()) -> None:
    """Replace all counts of an SLO."""
    tally = Tally()
    minutes = [0]
    for row in rows:
        tally.add(group, row.minute, row.total, row.bad)
        minutes.append(row.minute)
        for cause, bad in row.causes:
            tally.causes[(), row.minute, cause] += bad
    replace_minutes(slo, tally, first=0, end=max(minutes) + 1, estimated=False)


def make_recording(slo: str, *, settled: datetime, error: str = "") -> Recording:
    at = int(settled.timestamp()) // 60 * 60_000
    found, _ = Recording.objects.update_or_create(
        slo=slo, defaults={"source": "prometheus", "began_at": at, "settled_at": at, "error": error}
    )
    return found
