"""Jobs of a test: they wait in a queue in memory until the test takes them out or runs them."""

from __future__ import annotations

from dataclasses import dataclass
from queue import Empty
from typing import Any

from kombu import Connection

from marketplace.celery_app import app


@dataclass(frozen=True, slots=True)
class Job:
    task: str
    arguments: dict[str, Any]


def take_jobs() -> list[Job]:
    """Take what was enqueued since the last call, in order."""
    jobs = []
    with app.connection_for_write() as connection:
        while (job := _next(connection)) is not None:
            jobs.append(job)
    return jobs


def run_jobs() -> list[Job]:
    """Run what was enqueued, and what that enqueues, until nothing waits; return all that ran."""
    app.loader.import_default_modules()
    ran = []
    while jobs := take_jobs():
        for job in jobs:
            app.tasks[job.task](**job.arguments)
            ran.append(job)
    return ran


def _next(connection: Connection) -> Job | None:
    queue = connection.SimpleQueue(app.conf.task_default_queue)
    try:
        message = queue.get(block=False)
    except Empty:
        return None
    finally:
        queue.close()
    message.ack()
    _positional, arguments, _options = message.payload
    return Job(message.headers["task"], arguments)
