"""Messages of the outbox, and subscribers that hear them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from marketplace.common.messages import MessageName
from marketplace.common.models import OutboxMessage


def make_message(**columns: Any) -> OutboxMessage:
    """A message that was sent once and is due, unless told otherwise."""
    row = {
        "name": MessageName.PROFILE_CHANGED,
        "payload": {},
        "subscriber": "some.task",
        "sends": 1,
        "due_at": timezone.now(),
    }
    return OutboxMessage.objects.create(**(row | columns))


def hear(task: Any, **payload: str) -> OutboxMessage:
    """Run a consumer's task for a message of its own."""
    message = make_message(payload=payload, subscriber=task.name)
    task(message_id=str(message.pk))
    message.refresh_from_db()
    return message
