"""Entry points of the workers; each calls one function."""

from uuid import UUID

from celery import shared_task

from marketplace.common import idempotency, messages
from marketplace.common.task_names import CommonTask


@shared_task(name=CommonTask.DELIVER_MESSAGE)
def deliver_message(*, message_id: str) -> None:
    messages.deliver(UUID(message_id))


@shared_task(name=CommonTask.SWEEP_OUTBOX)
def sweep_outbox() -> None:
    messages.sweep()


@shared_task(name=CommonTask.FORGET_IDEMPOTENCY_KEYS)
def forget_idempotency_keys() -> None:
    idempotency.forget_expired()
