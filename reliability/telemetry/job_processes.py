"""Workers and beat show what they counted: each has a listener from its start to its end."""

import logging
from collections.abc import Callable
from typing import Any, Final

from celery import Celery, signals
from celery.concurrency.prefork import TaskPool as Prefork

from reliability.telemetry.jobs import JobMetrics
from reliability.telemetry.listener import MetricsListener

logger = logging.getLogger(__name__)
_MEASURED: Final[list[JobMetrics]] = []


def measure_jobs(app: Celery, port: Callable[[], int]) -> None:
    """Count the app's jobs in this process, whichever it is. `port` is the first that a worker or beat tries; 0: it
    shows nothing.
    """
    metrics = JobMetrics(app)
    metrics.connect()
    _MEASURED.append(metrics)

    def show(*, executes: bool) -> None:
        metrics.begin_at_zero(executes=executes)
        if port():
            MetricsListener(port()).start()

    def on_worker(sender: Any, **_: Any) -> None:
        if isinstance(sender.pool, Prefork):
            logger.error(
                "Jobs are not counted: the prefork pool runs them in other processes. Start the worker with "
                "--pool threads."
            )
        show(executes=True)

    def on_beat(**_: Any) -> None:
        show(executes=False)

    signals.worker_ready.connect(on_worker, weak=False)
    signals.beat_init.connect(on_beat, weak=False)


def begin_at_zero() -> None:
    """For a process that publishes jobs and runs none, such as a web server's: show every task it may publish."""
    for metrics in _MEASURED:
        metrics.app.autodiscover_tasks(force=True)
        metrics.begin_at_zero(executes=False)
