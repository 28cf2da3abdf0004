"""Jobs of a test: they wait in queues in memory until the test takes them out or runs them."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from queue import Empty
from typing import Any

from kombu import Connection

from marketplace.celery_app import app
from reliability.telemetry.jobs import PUBLISHED_AT


@dataclass(frozen=True, slots=True)
class Job:
    task: str
    arguments: dict[str, Any]


def take_jobs() -> list[Job]:
    """Take what was enqueued since the last call, in order, from whichever queue."""
    published: list[tuple[float, Job]] = []
    with app.connection_for_write() as connection:
        for queue in app.amqp.queues:
            while (job := _next(connection, queue)) is not None:
                published.append(job)
    return [job for _, job in sorted(published, key=itemgetter(0))]


def run_jobs() -> list[Job]:
    """Run what was enqueued, and what that enqueues, until nothing waits; return all that ran."""
    app.loader.import_default_modules()
    ran = []
    while jobs := take_jobs():
        for job in jobs:
            app.tasks[job.task](**job.arguments)
            ran.append(job)
    return ran


def _next(connection: Connection, name: str) -> tuple[float, Job] | None:
    declared: Any = app.amqp.queues[name]
    queue = connection.SimpleQueue(declared)
    try:
        message = queue.get(block=False)
    except Empty:
        return None
    finally:
        queue.close()
    message.ack()
    _positional, arguments, _options = message.payload
    return float(message.headers[PUBLISHED_AT]), Job(message.headers["task"], arguments)
