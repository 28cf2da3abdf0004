"""A project's Celery app with jobs that end in every way, and a worker that counts them.

    python -m tests.harness.counted_jobs BROKER METRICS_PORT JOURNAL

BROKER is the address of a Redis server or a folder. Each try writes its argument as a line of JOURNAL.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from celery import Celery, Task
from kombu import Queue

from marketplace.common.folder_broker import SCHEME, register
from marketplace.settings.background_jobs import JobQueue
from reliability.telemetry.job_processes import measure_jobs
from tests.harness.processes import Process

WORKER: Final = ("worker", "--pool", "threads", "--concurrency", "1", "--loglevel", "INFO", "--queues")


def counted_app(broker: str, journal: Path | None = None) -> Celery:
    """`journal` is None where jobs are only published."""
    register()
    app = Celery("counted", set_as_current=False)
    app.conf.update(
        task_queues=[Queue(name, routing_key=name) for name in JobQueue],
        task_default_queue=JobQueue.DEFAULT.value,
        task_routes={"jobs.fail": {"queue": JobQueue.LOW.value}},
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        **transport(broker),
    )

    def note(what: str) -> None:
        if journal is not None:
            with journal.open("a") as lines:
                lines.write(f"{what}\n")

    @app.task(name="jobs.succeed", shared=False)
    def succeed(what: str = "succeed") -> None:
        note(what)

    @app.task(name="jobs.fail", shared=False)
    def fail() -> None:
        note("fail")
        raise ValueError("It fails.")

    @app.task(name="jobs.fail_once", bind=True, max_retries=1, shared=False)
    def fail_once(task: Task[..., Any]) -> None:
        note("fail_once")
        if not task.request.retries:
            raise task.retry(countdown=0)

    app.finalize()
    return app


def transport(broker: str) -> Mapping[str, Any]:
    if broker.startswith("redis://"):
        return {"broker_url": broker, "broker_transport_options": {"queue_order_strategy": "priority"}}
    folders = {"data_folder_in": f"{broker}/messages", "data_folder_out": f"{broker}/messages"}
    Path(broker, "messages").mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": f"{SCHEME}://",
        "broker_transport_options": {**folders, "control_folder": f"{broker}/control", "polling_interval": 0.05},
    }


def worker(broker: str, port: int, journal: Path) -> Process:
    log = journal.with_suffix(".log")
    return Process(
        name="worker",
        command=[sys.executable, "-m", "tests.harness.counted_jobs", broker, str(port), str(journal)],
        log=log,
        ready=lambda: " ready." in log.read_text(),
        environment={"DJANGO_SETTINGS_MODULE": ""},
    )


def main(broker: str, port: str, journal: str) -> None:
    app = counted_app(broker, Path(journal))
    measure_jobs(app, lambda: int(port))
    app.worker_main([*WORKER, ",".join(JobQueue)])


if __name__ == "__main__":
    main(*sys.argv[1:])
