"""Counts in the database, as if they had been recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from reliability.models import Ledger, MinuteCause, MinuteCount
from reliability.slo.error_budget import MinuteCounts


def record_minutes(slo: str, minutes: Sequence[MinuteCounts], group: Mapping[str, str] | None = None) -> Ledger:
    labels = json.dumps(dict(group or {}), sort_keys=True, separators=(",", ":"))
    ledger = Ledger.objects.create(slo=slo, labels=labels)
    MinuteCount.objects.bulk_create(
        (MinuteCount(ledger=ledger, minute=row.minute, total=row.total, bad=row.bad) for row in minutes),
        batch_size=5_000,
    )
    MinuteCause.objects.bulk_create(
        (
            MinuteCause(ledger=ledger, minute=row.minute, cause=cause, bad=bad)
            for row in minutes
            for cause, bad in row.causes
        ),
        batch_size=5_000,
    )
    return ledger
