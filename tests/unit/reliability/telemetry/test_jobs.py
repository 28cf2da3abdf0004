"""Jobs counted in the process that runs them, without a broker. Real workers: tests/integration/reliability."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from prometheus_client import CollectorRegistry

from reliability.conventions import JobSeries
from reliability.telemetry.jobs import PUBLISHED_AT, JobMetrics
from tests.harness.counted_jobs import counted_app

DEFAULT = {"name": "jobs.succeed", "queue_name": "default"}


@pytest.fixture
def counted(tmp_path) -> Iterator[tuple[Celery, CollectorRegistry]]:
    app, registry = counted_app(str(tmp_path), tmp_path / "journal"), CollectorRegistry()
    metrics = JobMetrics(app, registry)
    metrics.connect()
    yield app, registry
    metrics.disconnect()
    app.close()


def test_every_known_task_begins_at_zero(tmp_path) -> None:
    registry = CollectorRegistry()
    JobMetrics(counted_app(str(tmp_path)), registry).begin_at_zero(executes=True)
    for series in (JobSeries.SENT, JobSeries.STARTED, JobSeries.SUCCEEDED, JobSeries.FAILED, JobSeries.RETRIED):
        assert registry.get_sample_value(series, DEFAULT) == 0
    assert registry.get_sample_value(JobSeries.FAILED, {"name": "jobs.fail", "queue_name": "low"}) == 0
    assert registry.get_sample_value(f"{JobSeries.QUEUE_WAIT}_count", {"queue_name": "default"}) == 0
    names = {sample.labels.get("name", "") for family in registry.collect() for sample in family.samples}
    assert not {name for name in names if name.startswith("celery.")}


def test_a_process_that_only_publishes_shows_nothing_else(tmp_path) -> None:
    registry = CollectorRegistry()
    JobMetrics(counted_app(str(tmp_path)), registry).begin_at_zero(executes=False)
    assert registry.get_sample_value(JobSeries.SENT, DEFAULT) == 0
    assert registry.get_sample_value(JobSeries.STARTED, DEFAULT) is None


def test_each_end_is_counted_once(counted) -> None:
    app, registry = counted
    app.tasks["jobs.succeed"].apply()
    app.tasks["jobs.fail"].apply()
    app.tasks["jobs.fail_once"].apply()
    failed = {"name": "jobs.fail", "queue_name": "low"}
    retried = {"name": "jobs.fail_once", "queue_name": "default"}
    for series, labels in (
        (JobSeries.SUCCEEDED, DEFAULT),
        (JobSeries.FAILED, failed),
        (JobSeries.RETRIED, retried),
        (JobSeries.SUCCEEDED, retried),
        (JobSeries.STARTED, failed),
        (f"{JobSeries.RUNTIME}_count", failed),
    ):
        assert registry.get_sample_value(series, labels) == 1, series


def test_a_job_meant_for_later_waits_from_then_on(tmp_path) -> None:
    app, registry = counted_app(str(tmp_path)), CollectorRegistry()
    now = datetime.now(UTC)
    task = app.tasks["jobs.succeed"]
    published_at = (now - timedelta(hours=2)).timestamp()
    task.push_request(eta=(now - timedelta(seconds=20)).isoformat(), **{PUBLISHED_AT: published_at})
    try:
        JobMetrics(app, registry)._started("an-id", task)
    finally:
        task.pop_request()
    assert 20 <= (registry.get_sample_value(f"{JobSeries.QUEUE_WAIT}_sum", {"queue_name": "default"}) or 0) < 60
