"""What error budget policies decided, whom it was told, and what people decided otherwise."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class PolicyTransition(models.Model):
    """An SLO's state became another one; the last one's `state` is the present. None yet: healthy.

    The webhook's attempts stand beside it: a worker claims the row until `claimed_until` before it calls, and the
    receiver knows the call by `key`, so one that is repeated after a crash is recognised.
    """

    slo = models.CharField(max_length=200)
    number = models.PositiveIntegerField(help_text="From 1, for each SLO.")
    key = models.UUIDField(unique=True)
    before = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    remaining = models.CharField(max_length=200, help_text="Share of the budget that was left, as an exact fraction.")
    actions = models.JSONField(default=list)
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="When it is told next; empty: told, or there is nobody to tell.")
    claimed_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["slo", "number"], name="one_transition_per_number")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="transitions_to_tell", condition=models.Q(due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.slo}: {self.before} -> {self.state}"


class GateOverride(models.Model):
    """Somebody lets deployments of a service through a frozen gate until a time, and says why."""

    service = models.CharField(max_length=100)
    reason = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["service", "until"], name="overrides_of_service")]

    def __str__(self) -> str:
        return f"{self.service} until {self.until:%Y-%m-%d %H:%M}"
