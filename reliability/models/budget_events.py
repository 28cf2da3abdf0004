"""What happened around a budget: deployments, incidents, experiments."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from reliability.conventions import BudgetEventKind


class BudgetEvent(models.Model):
    """A mark on the time line. `key`, chosen by whoever tells of it, makes telling it again an update of the same."""

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value.capitalize()) for kind in BudgetEventKind])
    service = models.CharField(max_length=100, blank=True, default="", help_text="Empty: all services.")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True, default="")
    start = models.DateTimeField()
    end = models.DateTimeField(null=True, blank=True, help_text="Empty: a moment, or not over yet.")
    told_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-start", "-pk"]
        indexes: ClassVar = [models.Index(fields=["service", "start"], name="budget_events_of_service")]

    def __str__(self) -> str:
        return self.title
