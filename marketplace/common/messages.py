"""The transactional outbox: how subgraphs, strangers to one another, tell what happened.

`publish` writes the message in the business transaction, so a message exists exactly when its change does. After
commit a task hands it to the tasks named in `settings.MESSAGE_SUBSCRIBERS`, and a periodic sweep does it again for
whatever was not delivered. Delivery is at least once and in no promised order: subscribers are idempotent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from marketplace.common.jobs import enqueue_after_commit
from marketplace.common.models import OutboxMessage
from marketplace.common.task_names import CommonTask

SWEEP_AFTER: Final = timedelta(seconds=30)
"""A message younger than this is still in the hands of the task sent after commit."""
SWEEP_BATCH: Final = 500
KEPT_FOR: Final = timedelta(days=7)


class MessageName(StrEnum):
    """`<subgraph>.<what happened>`; the payload is given beside each name."""

    PROFILE_CHANGED = "users.profile_changed"  # user_id, display_name, version (of the profile, as text)
    USER_DEACTIVATED = "users.user_deactivated"  # user_id
    OFFER_PUBLISHED = "offers.offer_published"  # offer_id, seller_id
    OFFER_ARCHIVED = "offers.offer_archived"  # offer_id


@dataclass(frozen=True, slots=True)
class Message:
    """`payload` holds JSON values only (keys as text); its names are the arguments of the subscriber tasks."""

    name: MessageName
    payload: Mapping[str, str]


def publish(message: Message) -> None:
    """Write a message in the transaction of the change it tells about; raise outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        msg = f"{message.name} must be published in the transaction of its change"
        raise transaction.TransactionManagementError(msg)
    row = OutboxMessage.objects.create(name=message.name, payload=dict(message.payload))
    enqueue_after_commit(CommonTask.DELIVER_MESSAGE, message_id=str(row.pk))


def deliver(message_id: UUID) -> bool:
    """Hand a message to its subscribers unless that was done; tell whether it was done now."""
    with transaction.atomic():
        row = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(pk=message_id, delivered_at__isnull=True)
            .first()
        )
        if row is None:
            return False
        for task_name in settings.MESSAGE_SUBSCRIBERS.get(row.name, ()):
            current_app.send_task(task_name, kwargs=row.payload)
        row.delivered_at = timezone.now()
        row.save(update_fields=["delivered_at", "updated_at"])
    return True


def sweep() -> int:
    """Deliver what the task after commit did not, oldest first; forget what was delivered long ago."""
    now = timezone.now()
    OutboxMessage.objects.filter(delivered_at__lt=now - KEPT_FOR).delete()
    waiting = (
        OutboxMessage.objects.filter(delivered_at__isnull=True, created_at__lt=now - SWEEP_AFTER)
        .order_by("created_at", "pk")
        .values_list("pk", flat=True)[:SWEEP_BATCH]
    )
    return sum(deliver(message_id) for message_id in waiting)
