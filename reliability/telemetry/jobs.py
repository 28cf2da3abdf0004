"""Counts and times of Celery's jobs, in the process that publishes them and in the one that runs them.

Every known task begins at 0, so that the first failure is an increase like any other. A retry publishes its job again:
`sent` counts both, and `started` is the sum of succeeded, failed and retried as soon as nothing runs.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from celery import Celery, Task, signals
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram

from reliability.conventions import JobLabel, JobSeries

PUBLISHED_AT: Final = "published_at"
"""Header of a job: when it was published, in seconds since the epoch."""
CELERYS_OWN: Final = "celery."
RUNTIME_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
WAIT_SECONDS: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
COUNTED: Final = {
    JobSeries.SENT: "Jobs published, retries included.",
    JobSeries.STARTED: "Jobs begun, each try of one.",
    JobSeries.SUCCEEDED: "Jobs done.",
    JobSeries.FAILED: "Jobs that failed and are not tried again.",
    JobSeries.RETRIED: "Tries that failed and are followed by another.",
    JobSeries.REVOKED: "Jobs that were called off, or had expired before they could begin.",
}


class JobMetrics:
    """Of one process and one Celery app. The pool has to run jobs in the worker's own process, as `threads` does."""

    def __init__(self, app: Celery, registry: CollectorRegistry = REGISTRY) -> None:
        self.app = app
        both = (JobLabel.TASK, JobLabel.QUEUE)
        self._counters = {series: Counter(series, text, both, registry=registry) for series, text in COUNTED.items()}
        self._runtime = Histogram(
            JobSeries.RUNTIME, "Seconds that a try took.", both, registry=registry, buckets=RUNTIME_SECONDS
        )
        self._wait = Histogram(
            JobSeries.QUEUE_WAIT,
            "Seconds from a job's publication, or the time it was meant for, to its start.",
            (JobLabel.QUEUE,),
            registry=registry,
            buckets=WAIT_SECONDS,
        )
        self._begun: dict[str, float] = {}
        self._receivers = (
            (signals.before_task_publish, self._stamp),
            (signals.after_task_publish, self._sent),
            (signals.task_prerun, self._started),
            (signals.task_postrun, self._ended),
            (signals.task_success, self._succeeded),
            (signals.task_failure, self._failed),
            (signals.task_retry, self._retried),
            (signals.task_revoked, self._revoked),
        )

    def connect(self) -> None:
        """Count from now on."""
        for signal, receiver in self._receivers:
            signal.connect(receiver, weak=False)

    def disconnect(self) -> None:
        for signal, receiver in self._receivers:
            signal.disconnect(receiver)

    def begin_at_zero(self, *, executes: bool) -> None:
        """Show every task that the app knows by now. `executes`: this process runs jobs, and does not only publish
        them.
        """
        for task, queue in self._known():
            for series, counter in self._counters.items():
                if executes or series is JobSeries.SENT:
                    counter.labels(task, queue)
            if executes:
                self._runtime.labels(task, queue)
                self._wait.labels(queue)

    def _known(self) -> Iterator[tuple[str, str]]:
        for name in self.app.tasks:
            if not name.startswith(CELERYS_OWN):
                yield name, self._routed(name)

    def _routed(self, task: str) -> str:
        queue = self.app.amqp.router.route({}, task)["queue"]
        return str(queue.name)

    def _count(self, series: JobSeries, task: str, queue: str) -> None:
        self._counters[series].labels(task, queue).inc()

    def _count_request(self, series: JobSeries, task: "Task[..., Any]", request: Any) -> None:
        self._count(series, task.name, self._queue(task.name, request))

    def _queue(self, task: str, request: Any) -> str:
        """Return the routing key, which is the queue's name as long as no exchanges are declared."""
        delivery: Mapping[str, Any] = getattr(request, "delivery_info", None) or {}
        return str(delivery.get("routing_key") or self._routed(task))

    def _stamp(self, headers: dict[str, Any], **_: Any) -> None:
        headers[PUBLISHED_AT] = time.time()

    def _sent(self, sender: str, routing_key: str, **_: Any) -> None:
        self._count(JobSeries.SENT, sender, routing_key)

    def _started(self, task_id: str, task: "Task[..., Any]", **_: Any) -> None:
        request = task.request
        self._begun[task_id] = time.monotonic()
        self._count_request(JobSeries.STARTED, task, request)
        published_at = request.get(PUBLISHED_AT)
        if published_at is not None:
            meant_for = datetime.fromisoformat(str(request.eta)).timestamp() if request.eta else 0.0
            waited = time.time() - max(published_at, meant_for)
            self._wait.labels(self._queue(task.name, request)).observe(max(0.0, waited))

    def _ended(self, task_id: str, task: "Task[..., Any]", **_: Any) -> None:
        begun = self._begun.pop(task_id, None)
        if begun is not None:
            labels = (task.name, self._queue(task.name, task.request))
            self._runtime.labels(*labels).observe(time.monotonic() - begun)

    def _succeeded(self, sender: "Task[..., Any]", **_: Any) -> None:
        self._count_request(JobSeries.SUCCEEDED, sender, sender.request)

    def _failed(self, sender: "Task[..., Any]", **_: Any) -> None:
        self._count_request(JobSeries.FAILED, sender, sender.request)

    def _retried(self, sender: "Task[..., Any]", request: Any, **_: Any) -> None:
        self._count_request(JobSeries.RETRIED, sender, request)

    def _revoked(self, sender: "Task[..., Any]", request: Any, **_: Any) -> None:
        self._count_request(JobSeries.REVOKED, sender, request)
