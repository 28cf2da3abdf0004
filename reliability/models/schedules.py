"""Who is on call when."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone

from reliability.conventions import RotationUnit
from reliability.models.choices import choices_of, longest_of

_DAY = "(mon|tue|wed|thu|fri|sat|sun)"
valid_weekdays = RegexValidator(
    rf"^{_DAY}(-{_DAY})?(, ?{_DAY}(-{_DAY})?)*$", "Write days as mon-fri, or mon,wed,sat-sun."
)


class Hours(models.Model):
    """Some hours of some weekdays; without `hours_from`, whole days. Until before from: into the next day."""

    weekdays = models.CharField(
        max_length=40, default="mon-sun", validators=[valid_weekdays], help_text="mon-fri, or mon,wed,sat-sun."
    )
    hours_from = models.TimeField(null=True, blank=True)
    hours_until = models.TimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Schedule(models.Model):
    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", help_text="IANA name, such as Europe/Berlin.")
    tell_hand_overs = models.BooleanField(default=True, help_text="Tell people when they go on call.")
    told_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    told_at = models.DateTimeField(null=True, editable=False)
    """When the last hand-over was noticed; None: never yet."""

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ScheduleLayer(Hours):
    """A rotation. Of several layers that have somebody, the one with the highest position counts."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="layers")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0, help_text="A higher one goes before a lower one.")
    starts_on = models.DateField(help_text="Day of the first hand-over, to the first person.")
    ends_on = models.DateField(null=True, blank=True, help_text="Day of the last hand-over, to nobody.")
    hand_over = models.TimeField(help_text="In the schedule's time zone.")
    turn_length = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    turn_unit = models.CharField(
        max_length=longest_of(RotationUnit), choices=choices_of(RotationUnit), default=RotationUnit.WEEKS.value
    )

    class Meta:
        ordering: ClassVar = ["schedule", "-position", "pk"]

    def __str__(self) -> str:
        return f"{self.schedule}: {self.name}"


class LayerMember(models.Model):
    layer = models.ForeignKey(ScheduleLayer, on_delete=models.CASCADE, related_name="members")
    position = models.PositiveSmallIntegerField(default=0)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["layer", "position", "pk"]

    def __str__(self) -> str:
        return str(self.person)


class ScheduleOverride(models.Model):
    """Someone stands in, whatever the layers say. Of several, the one made last counts."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="overrides")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-starts_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="override_ends_after_its_start",
                violation_error_message="The end must be after the start.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.schedule}"
