"""Counts of minutes are kept as long as somebody may ask for them."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from reliability.models import MinuteCause, MinuteCount
from reliability.slo.error_budget import minute_of

BATCH: Final = 5_000
"""Rows of one statement, which holds SQLite's only write lock."""


def forget_old_minutes(*, now: datetime) -> int:
    """Delete the minutes older than RELIABILITY_BUDGET_RETENTION_DAYS; return how many rows."""
    border = minute_of(now - timedelta(days=settings.RELIABILITY_BUDGET_RETENTION_DAYS))
    deleted = 0
    for kind in (MinuteCount, MinuteCause):
        while keys := list(kind.objects.filter(minute__lt=border).values_list("pk", flat=True)[:BATCH]):
            deleted += kind.objects.filter(pk__in=keys).delete()[0]
    return deleted
