"""Background work: enqueued by name, and only once the transaction that asked for it has committed."""

from celery import current_app
from django.db import transaction

JobArgument = str | int | float | bool | None


def enqueue_after_commit(task_name: str, **kwargs: JobArgument) -> None:
    """Send a task to the workers after commit; outside a transaction, at once.

    A broker that is down is logged and does not undo the change: it has been committed by then. Work that must not
    be lost goes through `messages.publish`, whose outbox sends it again until it is done.
    """

    def send() -> None:
        current_app.send_task(task_name, kwargs=kwargs)

    transaction.on_commit(send, robust=True)
