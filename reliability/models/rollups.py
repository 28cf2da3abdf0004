"""Good and bad events of each SLO, minute by minute, and how far they have been recorded."""

from typing import ClassVar

from django.db import models

LONGEST_LABELS = 1_000


class Ledger(models.Model):
    """The counts of one SLO as a whole (`labels` is `{}`), or of one of its groups."""

    slo = models.CharField(max_length=200, help_text="service/name")
    labels = models.CharField(
        max_length=LONGEST_LABELS, default="{}", help_text="The group, as JSON in order of names."
    )
    estimated = models.BooleanField(default=False, help_text="Estimated by a query, not counted one by one.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["slo", "labels"], name="one_ledger_per_group")]

    def __str__(self) -> str:
        return f"{self.slo} {self.labels}"


class MinuteCount(models.Model):
    """One minute's events. A row without events says that none happened; no row, that nothing was measured.

    `minute` counts from 1970. An event belongs to the minute of the first sample that shows it.
    """

    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="minutes", db_index=False)
    minute = models.IntegerField()
    total = models.BigIntegerField()
    bad = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ledger", "minute"], name="one_count_per_minute")]
        indexes: ClassVar = [
            # Sums are read from the index alone.
            models.Index(fields=["ledger", "minute", "total", "bad"], name="minute_sums"),
            models.Index(fields=["minute"], name="minutes_by_age"),
        ]

    def __str__(self) -> str:
        return f"minute {self.minute}: {self.bad} of {self.total} bad"


class MinuteCause(models.Model):
    """How many of a minute's bad events one cause is charged with."""

    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="causes", db_index=False)
    minute = models.IntegerField()
    cause = models.CharField(max_length=200)
    bad = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ledger", "minute", "cause"], name="one_count_per_minute_and_cause")
        ]
        indexes: ClassVar = [models.Index(fields=["minute"], name="causes_by_age")]

    def __str__(self) -> str:
        return f"minute {self.minute}: {self.bad} by {self.cause}"


class Recording(models.Model):
    """How far an SLO is recorded, and the last sample of each of its series before `settled_at`.

    Whoever records reads the row, then the samples, and writes counts and row in one transaction only if `version` is
    still the one that was read. So no event is counted twice or lost, whoever dies or runs at the same time.
    """

    slo = models.CharField(max_length=200, unique=True)
    source = models.CharField(max_length=40)
    began_at = models.BigIntegerField(help_text="Milliseconds since 1970.")
    settled_at = models.BigIntegerField(help_text="Milliseconds since 1970, on a minute: counts before it are final.")
    version = models.BigIntegerField(default=0)
    state = models.JSONField(default=dict)
    error = models.CharField(max_length=500, blank=True, default="", help_text="Why the last attempt failed.")

    def __str__(self) -> str:
        return self.slo
