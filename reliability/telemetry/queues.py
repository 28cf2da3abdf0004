"""How many jobs wait, and for how long the oldest has: read from the broker itself, whether or not a worker lives."""

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from celery import Celery, current_app
from kombu.transport.filesystem import Channel as FolderChannel
from kombu.transport.redis import Channel as RedisChannel
from kombu.transport.virtual import Channel
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from reliability.conventions import JobLabel, JobSeries
from reliability.errors import MeasurementError
from reliability.telemetry.jobs import PUBLISHED_AT

CONNECT_SECONDS: Final = 2


def read_queues() -> Iterable[Metric]:
    """Return those of the current app, as a metric source."""
    return queues_of(current_app)


def queues_of(app: Celery) -> Iterable[Metric]:
    """A job that a worker has taken waits no longer, even if it has not begun. Raises MeasurementError for a broker
    that cannot be measured.
    """
    length = GaugeMetricFamily(JobSeries.QUEUE_LENGTH, "Jobs that wait in the broker.", labels=(JobLabel.QUEUE,))
    oldest = GaugeMetricFamily(
        JobSeries.OLDEST_WAITING, "Age of the job that has waited longest; 0: none waits.", labels=(JobLabel.QUEUE,)
    )
    with app.connection_for_read(connect_timeout=CONNECT_SECONDS) as connection, connection.channel() as channel:
        if not isinstance(channel, Channel):
            raise MeasurementError(
                "Queues are measured in Redis and in folders only: for another broker use its own exporter, and take "
                "this source out of RELIABILITY_METRIC_SOURCES."
            )
        for queue in app.amqp.queues:
            length.add_metric([queue], channel._size(queue))  # noqa: SLF001 - declaring passively refuses empty queues
            published_at = _oldest(channel, queue)
            oldest.add_metric([queue], 0.0 if published_at is None else max(0.0, time.time() - published_at))
    return (length, oldest)


def _oldest(channel: Any, queue: str) -> float | None:
    """Return when the queue's next job was published; None where none waits or nobody can tell."""
    if isinstance(channel, RedisChannel):
        job = channel.client.lindex(queue, -1)
        return None if job is None else json.loads(job)["headers"].get(PUBLISHED_AT)
    if isinstance(channel, FolderChannel):
        return min(
            (made for file in Path(channel.data_folder_in).glob(f"*.{queue}.msg") if (made := _made(file))),
            default=None,
        )
    return None


def _made(file: Path) -> float | None:
    """Return when a file was written; None where a worker has taken it since the folder was listed."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return None
