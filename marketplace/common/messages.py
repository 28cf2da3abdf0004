"""How subgraphs, strangers to one another, tell what happened, and hear it.

`publish` writes a message in the business transaction, once for each subscriber named in
`settings.MESSAGE_SUBSCRIBERS`, so it exists exactly when its change does. It is done for a subscriber when that
subscriber's work has committed, not when a broker has taken it; until then the outbox sends it again. Delivery is at
least once and in no promised order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from celery import Task, shared_task
from django.conf import settings
from django.db import transaction

from marketplace.common import outbox
from marketplace.common.models import OutboxMessage


class MessageName(StrEnum):
    """`<subgraph>.<what happened>`; the payload is given beside each name."""

    PROFILE_CHANGED = "users.profile_changed"  # user_id, display_name, version (of the profile, as text)
    USER_DEACTIVATED = "users.user_deactivated"  # user_id
    OFFER_PUBLISHED = "offers.offer_published"  # offer_id, seller_id
    OFFER_ARCHIVED = "offers.offer_archived"  # offer_id


@dataclass(frozen=True, slots=True)
class Message:
    """`payload` holds JSON values only (keys as text); its names are the arguments of the consumers."""

    name: MessageName
    payload: Mapping[str, str]


def publish(message: Message) -> None:
    """Write a message in the transaction of the change it tells about; raise outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        msg = f"{message.name} must be published in the transaction of its change"
        raise transaction.TransactionManagementError(msg)
    for subscriber in settings.MESSAGE_SUBSCRIBERS.get(message.name, ()):
        outbox.send(OutboxMessage(name=message.name, payload=dict(message.payload), subscriber=subscriber))


def consumer(task_name: str) -> Callable[[Callable[..., object]], "Task[..., None]"]:
    """Make a function of a message's payload the task that consumes it.

    The function must be idempotent: it is called again for the same message when a worker dies or fails before the
    message is marked as consumed, and may be called twice at the same time. It commits its work before it returns, in
    as many transactions as it likes.
    """

    def register(work: Callable[..., object]) -> "Task[..., None]":
        @shared_task(name=task_name)
        def consume(*, message_id: str) -> None:
            outbox.consume(UUID(message_id), work)

        return consume

    return register
