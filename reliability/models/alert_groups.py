"""What fired, what was done about it, and who was told."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from reliability.conventions import GroupStatus, NotificationPurpose, NotificationState, TimelineKind
from reliability.models.channels import Channel
from reliability.models.choices import choices_of, longest_of


class AlertGroup(models.Model):
    """Alerts that Alertmanager groups under one key, and how far their escalation has come.

    A firing cycle begins when the group begins to fire, again each time it fires anew. `loop` and `step` say which
    step of `policy` is next, and `next_at` when; None: nothing is to be done.
    """

    key = models.TextField()
    key_digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of `key`, which may be longer than an index allows."""
    title = models.CharField(max_length=200)
    labels = models.JSONField(default=dict)
    annotations = models.JSONField(default=dict)
    source_address = models.TextField(blank=True, default="")
    status = models.CharField(
        max_length=longest_of(GroupStatus), choices=choices_of(GroupStatus), default=GroupStatus.RESOLVED.value
    )
    cycle = models.PositiveIntegerField(default=0)
    policy = models.JSONField(default=dict, help_text="As it was when the group began to fire.")
    loop = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True, default="")
    snoozed_until = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="due_groups", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["status", "-opened_at"], name="groups_by_status"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status != GroupStatus.RESOLVED


class Alert(models.Model):
    """One alert of a group, from its start to its end."""

    group = models.ForeignKey(AlertGroup, on_delete=models.CASCADE, related_name="alerts")
    fingerprint = models.CharField(max_length=64)
    labels = models.JSONField()
    annotations = models.JSONField()
    generator_address = models.TextField(blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    firing = models.BooleanField()
    heard_at = models.DateTimeField()
    """When the present state was heard of."""

    class Meta:
        ordering: ClassVar = ["-firing", "-starts_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "fingerprint", "starts_at"], name="one_row_for_each_alert")
        ]

    def __str__(self) -> str:
        return str(self.labels.get("alertname", self.fingerprint))


class Notification(models.Model):
    """The intent to notify, written before the send: its unique key lets a step tell a target once.

    `target` names the way within the step, such as `person:7/rule:2` or `channel:3`.
    """

    group = models.ForeignKey(AlertGroup, on_delete=models.CASCADE, null=True, related_name="notifications")
    purpose = models.CharField(max_length=longest_of(NotificationPurpose), choices=choices_of(NotificationPurpose))
    cycle = models.PositiveIntegerField(default=0)
    loop = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    target = models.CharField(max_length=80)
    channel = models.ForeignKey(Channel, on_delete=models.SET_NULL, null=True, related_name="notifications")
    channel_name = models.CharField(max_length=80)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True, default="", help_text="Of notifications that belong to no group.")
    state = models.CharField(
        max_length=longest_of(NotificationState),
        choices=choices_of(NotificationState),
        default=NotificationState.PLANNED.value,
    )
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    """When the send began."""
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-due_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "purpose", "cycle", "loop", "step", "target"],
                name="one_notification_of_a_step_for_each_target",
            ),
            models.UniqueConstraint(
                fields=["purpose", "target"],
                condition=models.Q(group__isnull=True),
                name="one_notification_of_each_occasion",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="unfinished_notifications",
                condition=models.Q(state__in=[NotificationState.PLANNED.value, NotificationState.SENDING.value]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} by {self.channel_name}"


class TimelineEntry(models.Model):
    """What happened to a group, in order. Written once: never changed, never deleted but with its group."""

    group = models.ForeignKey(AlertGroup, on_delete=models.CASCADE, related_name="timeline")
    at = models.DateTimeField()
    cycle = models.PositiveIntegerField()
    kind = models.CharField(max_length=longest_of(TimelineKind), choices=choices_of(TimelineKind))
    actor = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "timeline entries"

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValueError("An entry of the timeline is written once; write another one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValueError("An entry of the timeline stays.")


class Heartbeat(models.Model):
    """A signal that must keep coming; silence is an alert group of its own (a dead man's switch)."""

    name = models.CharField(max_length=80, unique=True)
    silent_after = models.DurationField(help_text="Silence of this length is an alert.")
    heard_at = models.DateTimeField(help_text="Until the first signal: when it was set up.")
    silent_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
