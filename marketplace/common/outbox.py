"""The life of a message that was written: sent after commit, sent again until consumed, at last forgotten.

A broker may lose a job, and a worker may die with it; the row stays due until the consumer says that it is done. Waits
double from FIRST_WAIT to LONGEST_WAIT. After MOST_SENDS, some six hours, the message is kept as failed for people to
look at (the admin lists it) and to send again: none is ever dropped.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marketplace.common.jobs import enqueue_after_commit
from marketplace.common.models import OutboxMessage

FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)
MOST_SENDS: Final = 12
KEPT_FOR: Final = timedelta(days=7)
"""Consumed messages are looked at when something seems wrong with the last days."""
BATCH: Final = 200
"""Messages of one transaction of the sweep, which holds SQLite's only write lock."""
LONGEST_ERROR: Final = 500

logger = logging.getLogger(__name__)


def wait_after(sends: int) -> timedelta:
    """Return how long a message waits for its consumer after that many sends."""
    return min(FIRST_WAIT * int(2 ** (sends - 1)), LONGEST_WAIT)


def send(message: OutboxMessage) -> None:
    """Hand a message to the workers after commit, and note when to do so again."""
    message.sends += 1
    message.due_at = timezone.now() + wait_after(message.sends)
    message.save()
    enqueue_after_commit(message.subscriber, message_id=str(message.pk))


def consume(message_id: UUID, work: Callable[..., object]) -> None:
    """Do the work of a message and mark it as consumed; do nothing for one that was.

    An error of the work is noted beside the message and raised again.
    """
    row = OutboxMessage.objects.filter(pk=message_id)
    message = row.filter(consumed_at=None).first()
    if message is None:
        return
    try:
        work(**message.payload)
    except Exception as error:
        row.update(last_error=f"{type(error).__name__}: {error}"[:LONGEST_ERROR], updated_at=timezone.now())
        raise
    now = timezone.now()
    row.update(consumed_at=now, failed_at=None, last_error="", updated_at=now)


def sweep() -> None:
    """Send again what is due, the longest due first; give up what was sent too often."""
    while _sweep_batch() == BATCH:
        pass


@transaction.atomic
def _sweep_batch() -> int:
    """Look after the next due messages and return how many they were; another sweep at the same time takes others."""
    now = timezone.now()
    due = list(
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(consumed_at=None, failed_at=None, due_at__lte=now)
        .order_by("due_at", "pk")[:BATCH]
    )
    for message in due:
        if message.sends < MOST_SENDS:
            send(message)
        else:
            _give_up(message)
    return len(due)


def _give_up(message: OutboxMessage) -> None:
    message.failed_at = timezone.now()
    message.save(update_fields=["failed_at", "updated_at"])
    logger.error(
        "message %s (%s) was not consumed after %d sends and is kept as failed: %s",
        *(message.pk, message, message.sends, message.last_error or "no worker told why"),
    )


@transaction.atomic
def send_failed_again(message_id: UUID) -> bool:
    """Give a failed message all its sends once more, the first at once; tell whether it was failed."""
    failed = OutboxMessage.objects.select_for_update().filter(pk=message_id, failed_at__isnull=False).first()
    if failed is None:
        return False
    failed.failed_at = None
    failed.sends = 0
    send(failed)
    return True


def forget_consumed() -> int:
    """Delete the messages consumed long ago; return how many. Waiting and failed ones stay however old they are."""
    long_ago = timezone.now() - KEPT_FOR
    # The first condition has an index and follows from the second.
    deleted, _ = OutboxMessage.objects.filter(created_at__lt=long_ago, consumed_at__lt=long_ago).delete()
    return deleted
