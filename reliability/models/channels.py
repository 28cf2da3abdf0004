"""Where notifications go, and in which order a person is reached."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models


class Channel(models.Model):
    """An Apprise address: of one person, or of a team when it has none.

    The address holds tokens and passwords and is kept sealed; see `alerting/decisions/addresses.md`.
    """

    name = models.CharField(max_length=80, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="on_call_channels",
        help_text="Whose it is; empty: a team's.",
    )
    kind = models.CharField(max_length=40, editable=False, help_text="The address's scheme, such as mailto.")
    sealed_address = models.TextField(editable=False)
    tested_at = models.DateTimeField(null=True, editable=False)
    test_result = models.CharField(max_length=200, blank=True, default="", editable=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class PersonalRule(models.Model):
    """One of the ways a person is reached, in order; the next is tried after `wait`, or at once when one fails."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="on_call_rules")
    important = models.BooleanField(default=False, help_text="Used by steps that are marked important.")
    position = models.PositiveSmallIntegerField(default=0)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="personal_rules")
    wait = models.DurationField(
        default=timedelta(minutes=5), help_text="How long, after this one, until the person's next way is tried."
    )

    class Meta:
        ordering: ClassVar = ["person", "important", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.person}: {self.channel}"
