"""Bases of every model, and the two tables shared by all: idempotency records and the outbox."""

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
    """A message written in the transaction of the change it tells about; see `messages.publish`."""

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="undelivered_messages", condition=models.Q(delivered_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"
