"""Which alerts go to whom, in which order."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from reliability.conventions import OutsideHours, StepTarget
from reliability.models.channels import Channel
from reliability.models.choices import choices_of, longest_of
from reliability.models.schedules import Hours, Schedule

MOST_REPEATS = 9


class EscalationPolicy(models.Model):
    """Steps in order. A group keeps the policy as it was when it began to fire."""

    name = models.CharField(max_length=80, unique=True)
    repeat = models.PositiveSmallIntegerField(
        default=1,
        validators=[MaxValueValidator(MOST_REPEATS)],
        help_text="How often all steps are gone through again when nobody acknowledges.",
    )
    is_default = models.BooleanField(default=False, help_text="For alerts that no route knows.")

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "escalation policies"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="one_default_policy",
                violation_error_message="Another policy is the default one.",
            )
        ]

    def __str__(self) -> str:
        return self.name


def _only(target: StepTarget) -> models.Q:
    return models.Q(target=target.value, **{f"{other.value}__isnull": other is not target for other in StepTarget})


class EscalationStep(Hours):
    """Notify a person, who is on call, or a channel; then wait before the next step."""

    policy = models.ForeignKey(EscalationPolicy, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=0)
    target = models.CharField(max_length=longest_of(StepTarget), choices=choices_of(StepTarget))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    important = models.BooleanField(default=False, help_text="Reach people by their important rules.")
    wait = models.DurationField(default=timedelta(minutes=5), help_text="How long after it until the next step.")
    time_zone = models.CharField(max_length=64, default="UTC", help_text="Of its hours.")
    outside_hours = models.CharField(
        max_length=longest_of(OutsideHours), choices=choices_of(OutsideHours), default=OutsideHours.SKIP.value
    )

    class Meta:
        ordering: ClassVar = ["policy", "position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=_only(StepTarget.PERSON) | _only(StepTarget.SCHEDULE) | _only(StepTarget.CHANNEL),
                name="step_has_its_target_and_no_other",
                violation_error_message="Fill in the person, the schedule or the channel, as the target says.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.position + 1}: {self.person or self.schedule or self.channel}"


class AlertRoute(models.Model):
    """Alerts with these labels go to this policy. The first route that matches counts, so the gravest stand first."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    matchers = models.CharField(
        max_length=500,
        blank=True,
        default="",
        help_text='As in Alertmanager: severity="page", slo_service=~"gateway|subgraph-.*"; empty: all alerts.',
    )
    policy = models.ForeignKey(EscalationPolicy, on_delete=models.PROTECT, related_name="routes")

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class MaintenanceWindow(models.Model):
    """Groups that begin to fire in it wait for its end, and are told of then if they still fire."""

    name = models.CharField(max_length=80)
    matchers = models.CharField(max_length=500, blank=True, default="", help_text="As of a route; empty: all alerts.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["-starts_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="maintenance_ends_after_its_start",
                violation_error_message="The end must be after the start.",
            )
        ]

    def __str__(self) -> str:
        return self.name
