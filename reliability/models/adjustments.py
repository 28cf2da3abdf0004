"""Adjustments that people make at run time, beside those in SLO files, and everything that was done to them."""

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils import timezone


class NeverDeletedError(Exception):
    """Rows of this kind are kept for good: they are withdrawn instead."""


class KeptQuerySet(models.QuerySet[Any]):
    """Refuses what would change the past."""

    def delete(self) -> NoReturn:
        raise NeverDeletedError(f"A {self.model._meta.verbose_name} is never deleted.")


class KeptModel(models.Model):
    objects: ClassVar[models.Manager[Any]] = KeptQuerySet.as_manager()

    class Meta:
        abstract = True

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverDeletedError(f"A {self._meta.verbose_name} is never deleted.")


class BudgetAdjustment(KeptModel):
    """Time whose events do not count. What it says never changes; it can only be withdrawn.

    One-off: `start` and `end`. Recurring: `rule` (RFC 5545) from `first`, local time of `time_zone`, for `seconds`.
    """

    name = models.CharField(max_length=120)
    reason = models.TextField(help_text="Why these events do not count: whom it was announced to, and when.")
    slos = models.JSONField(default=list, blank=True, help_text="List of service/name; empty: every SLO.")
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    first = models.CharField(max_length=19, blank=True, default="", help_text="Local time, as 2026-12-01T02:00.")
    seconds = models.PositiveIntegerField(null=True, blank=True, help_text="How long each time lasts.")
    rule = models.CharField(max_length=300, blank=True, default="", help_text="FREQ=WEEKLY;BYDAY=SU")
    time_zone = models.CharField(max_length=60, default="UTC")
    made_by = models.CharField(max_length=150, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        verbose_name = "budget adjustment"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(start__isnull=False, end__isnull=False, end__gt=models.F("start"), rule="")
                | (models.Q(start__isnull=True, end__isnull=True, seconds__gt=0) & ~models.Q(rule="")),
                name="adjustment_is_once_or_recurring",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AdjustmentChange(KeptModel):
    """What was done to an adjustment, by whom and why, and what it said at that time. Only ever added to."""

    adjustment = models.ForeignKey(BudgetAdjustment, on_delete=models.PROTECT, related_name="changes")
    done = models.CharField(max_length=20)
    by = models.CharField(max_length=150)
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    content = models.JSONField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        verbose_name = "adjustment change"

    def __str__(self) -> str:
        return f"{self.done} by {self.by}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NeverDeletedError("An adjustment's history is never rewritten.")
        super().save(*args, **kwargs)
