"""Bases of every model, and the tables shared by all: idempotency records, the outbox and who was deactivated."""

from typing import ClassVar, Final
from uuid import UUID

from django.db import models
from django.utils import timezone

from marketplace.common.public_ids import new_key

NOTHING_YET: Final = UUID(int=0)


class KeyedModel(models.Model):
    """A row with a UUIDv7 key and its two times."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    created_at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class VersionedModel(KeyedModel):
    """A row whose edits are optimistic: an edit names the version it saw, and a service adds one to it."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class IdempotencyRecord(KeyedModel):
    """The answer once given to (actor, operation, key); see `idempotency.run_once`.

    `result_id` is NOTHING_YET only inside the transaction that makes the result.
    """

    actor_id = models.UUIDField()
    operation = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    result_model = models.CharField(max_length=80)
    result_id = models.UUIDField(default=NOTHING_YET)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor_id", "operation", "key"], name="one_answer_per_idempotency_key"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"


class OutboxMessage(KeyedModel):
    """A message on its way to one subscriber, written in the transaction of the change it tells about.

    It waits until it is consumed, or until so many sends were in vain that it is kept as failed; see `outbox`.
    """

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    subscriber = models.CharField(max_length=80, help_text="Name of the task that consumes it.")
    sends = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="When it is sent again, unless consumed by then.")
    consumed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="waiting_messages",
                condition=models.Q(consumed_at__isnull=True, failed_at__isnull=True),
            ),
            models.Index(fields=["failed_at"], name="failed_messages", condition=models.Q(failed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.subscriber}"


class DeactivatedUser(models.Model):
    """A user that a subgraph has heard the end of; see `deactivated_users`."""

    user_id = models.UUIDField(primary_key=True)
    heard_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.user_id)
