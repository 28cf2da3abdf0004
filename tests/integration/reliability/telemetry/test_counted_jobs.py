"""A real worker shows over HTTP what it ran, to the job, on both kinds of broker; the broker shows what waits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from redis.exceptions import ConnectionError as RedisDownError

from reliability.conventions import JobSeries
from reliability.telemetry.jobs import JobMetrics
from reliability.telemetry.queues import queues_of
from tests.harness.counted_jobs import counted_app, worker
from tests.harness.graphql_over_http import send
from tests.harness.processes import free_port
from tests.harness.redis_servers import redis_server

DONE_WITHIN = 20.0
Counts = dict[tuple[str, ...], float]
TASKS = {("jobs.succeed", "default"), ("jobs.fail", "low"), ("jobs.fail_once", "default")}
OUTCOMES = (JobSeries.STARTED, JobSeries.SUCCEEDED, JobSeries.FAILED, JobSeries.RETRIED, JobSeries.REVOKED)


@pytest.fixture(params=["files", pytest.param("redis", marks=pytest.mark.redis)])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "files":
        yield str(tmp_path / "queue")
        return
    with redis_server() as server:
        yield server.url


@pytest.fixture
def publisher(broker: str) -> Iterator[tuple[Celery, CollectorRegistry]]:
    """A process that publishes jobs and counts them: this one."""
    app, registry = counted_app(broker), CollectorRegistry()
    metrics = JobMetrics(app, registry)
    metrics.connect()
    yield app, registry
    metrics.disconnect()
    app.close()


def scraped(port: int) -> dict[str, Counts]:
    text = send(f"http://127.0.0.1:{port}/metrics", method="GET").body.decode()
    samples: dict[str, Counts] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            samples.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return samples


def above_zero(counts: Counts) -> Counts:
    return {labels: value for labels, value in counts.items() if value}


def until_idle(port: int, started: int) -> dict[str, Counts]:
    """What is shown as soon as so many tries have begun and ended."""
    deadline = time.monotonic() + DONE_WITHIN
    while sum((shown := scraped(port))[f"{JobSeries.RUNTIME}_count"].values()) < started:
        assert time.monotonic() < deadline, shown
        time.sleep(0.05)
    return shown


def test_a_worker_shows_exactly_what_it_ran(publisher, broker: str, tmp_path: Path) -> None:
    app, registry = publisher
    port = free_port()
    with worker(broker, port, tmp_path / "journal"):
        before = scraped(port)
        for series in OUTCOMES:
            assert set(before[series]) >= TASKS
            assert above_zero(before[series]) == {}

        for _ in range(7):
            app.send_task("jobs.succeed")
        for _ in range(2):
            app.send_task("jobs.succeed", queue="high")
        for _ in range(3):
            app.send_task("jobs.fail")
        app.send_task("jobs.fail_once")
        app.send_task("jobs.succeed", expires=-1)
        after = until_idle(port, started=7 + 2 + 3 + 2)

    assert above_zero(after[JobSeries.SUCCEEDED]) == {
        ("jobs.succeed", "default"): 7,
        ("jobs.succeed", "high"): 2,
        ("jobs.fail_once", "default"): 1,
    }
    assert above_zero(after[JobSeries.FAILED]) == {("jobs.fail", "low"): 3}
    assert above_zero(after[JobSeries.RETRIED]) == {("jobs.fail_once", "default"): 1}
    assert above_zero(after[JobSeries.REVOKED]) == {("jobs.succeed", "default"): 1}
    assert sum(after[JobSeries.STARTED].values()) == 14
    assert after[f"{JobSeries.QUEUE_WAIT}_count"] == {("default",): 9, ("high",): 2, ("low",): 3}
    assert above_zero(after[JobSeries.SENT]) == {("jobs.fail_once", "default"): 1}, "the retry is the worker's own"
    assert registry.get_sample_value(JobSeries.SENT, {"name": "jobs.succeed", "queue_name": "default"}) == 8


def test_the_broker_shows_what_waits_while_no_worker_lives(publisher, broker: str, tmp_path: Path) -> None:
    app, _ = publisher
    assert waiting(app) == {"high": (0, 0.0), "default": (0, 0.0), "low": (0, 0.0)}
    app.send_task("jobs.succeed")
    time.sleep(0.3)
    app.send_task("jobs.succeed")
    app.send_task("jobs.succeed", queue="high")
    queues = waiting(app)
    assert {name: length for name, (length, _) in queues.items()} == {"high": 1, "default": 2, "low": 0}
    assert 0.3 <= queues["default"][1] < 20
    assert queues["high"][1] <= queues["default"][1] - 0.2, "its only job is the youngest"
    port = free_port()
    with worker(broker, port, tmp_path / "journal"):
        until_idle(port, started=3)
        assert waiting(app) == {"high": (0, 0.0), "default": (0, 0.0), "low": (0, 0.0)}


@pytest.mark.redis
def test_a_worker_on_redis_empties_the_high_queue_first(tmp_path: Path) -> None:
    with redis_server() as server:
        app = counted_app(server.url)
        for queue in ("low", "default", "high"):
            for _ in range(3):
                app.send_task("jobs.succeed", (queue,), queue=queue)
        app.close()
        port = free_port()
        journal = tmp_path / f"{uuid4()}"
        with worker(server.url, port, journal):
            until_idle(port, started=9)
    assert journal.read_text().split() == [*["high"] * 3, *["default"] * 3, *["low"] * 3]


def test_a_broker_that_is_down_is_said_at_once() -> None:
    app = counted_app(f"redis://127.0.0.1:{free_port()}/0")
    begun = time.monotonic()
    with pytest.raises(RedisDownError):
        list(queues_of(app))
    assert time.monotonic() - begun < 10
    app.close()


def waiting(app: Celery) -> dict[str, tuple[float, float]]:
    length, oldest = (
        {sample.labels["queue_name"]: sample.value for sample in family.samples} for family in queues_of(app)
    )
    return {name: (length[name], oldest[name]) for name in length}
