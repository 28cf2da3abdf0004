"""Entry points of the workers; each calls one function."""

from celery import shared_task

from marketplace.common import idempotency, outbox
from marketplace.common.task_names import CommonTask


@shared_task(name=CommonTask.SWEEP_OUTBOX)
def sweep_outbox() -> None:
    outbox.sweep()


@shared_task(name=CommonTask.FORGET_CONSUMED_MESSAGES)
def forget_consumed_messages() -> None:
    outbox.forget_consumed()


@shared_task(name=CommonTask.FORGET_IDEMPOTENCY_KEYS)
def forget_idempotency_keys() -> None:
    idempotency.forget_expired()
