"""What a real service counted, by way of a real Prometheus or its own /metrics, equals the rollups to the event."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from reliability.error_budgets.reading import attribution, counts
from reliability.error_budgets.record import milliseconds, record
from reliability.error_budgets.sources import EndpointSource, PrometheusSource
from reliability.errors import MeasurementError
from reliability.prometheus import Endpoint, Prometheus
from reliability.slo.model import Slo
from reliability.stack import ProgramMissingError, PrometheusServer, ScrapeJob
from tests.factories.slos import make_slo
from tests.harness.counting_service import CountingService
from tests.harness.monitoring import prometheus_process
from tests.harness.processes import Process, free_port
from tests.harness.requirements import skip_or_fail

SEED = 20_261_122
SLO_FILE = """\
version: holdfast/v1
service: shop
slos:
  - name: orders
    description: Orders are answered.
    objective: 99.9
    window: 30d
    indicator:
      availability: {bad: 'requests_total{code="error"}', total: requests_total}
    group_by: [class]
    attribution: {label: subgraph, counters: blamed_total}
"""


class Traffic:
    """Events in a service, and how many there were."""

    def __init__(self, service: CountingService) -> None:
        self._service = service
        self._random = random.Random(SEED)
        self.causes: Counter[str] = Counter()
        self.total = 0

    def some(self) -> None:
        for _ in range(self._random.randint(1, 5)):
            bad, cause = self._random.random() < 0.3, self._random.choice(["users", "offers"])
            kind = self._random.choice(["query", "mutation"])
            number = self._random.randint(1, 20)
            self._service.count("requests_total", number, **{"class": kind, "code": "error" if bad else "ok"})
            self.total += number
            if bad:
                self._service.count("blamed_total", number, **{"class": kind, "subgraph": cause})
                self.causes[cause] += number


@pytest.fixture
def service() -> Iterator[CountingService]:
    with CountingService(free_port()) as running:
        yield running


@pytest.fixture
def prometheus(tmp_path: Path, service: CountingService) -> Iterator[PrometheusServer]:
    server = PrometheusServer(
        folder=tmp_path / "prometheus",
        port=free_port(),
        jobs=(ScrapeJob(name="shop", targets=(f"127.0.0.1:{service.port}",)),),
        scrape_interval=1,
    )
    try:
        process = prometheus_process(server)
    except ProgramMissingError as missing:
        skip_or_fail(missing)
    with process:
        yield server


def until(condition: Callable[[], bool], within: float = 20) -> None:
    ends = time.monotonic() + within
    while not condition():
        assert time.monotonic() < ends, "It did not come to be."
        time.sleep(0.1)


def scraped(server: PrometheusServer, traffic: Traffic) -> bool:
    now = milliseconds(timezone.now())
    found = Prometheus(server.address).query("sum(requests_total)", at=now)
    return bool(found) and found[0].value == traffic.total


def recorded(slo: Slo) -> tuple[int, int]:
    now = timezone.now()
    rows = counts(slo, None, now - timedelta(hours=1), now + timedelta(hours=1))
    return sum(row.total for row in rows), sum(row.bad for row in rows)


def shares(slo: Slo) -> dict[str | None, int]:
    now = timezone.now()
    return {one.cause: one.bad for one in attribution(slo, None, now - timedelta(hours=1), now + timedelta(hours=1))}


@pytest.mark.django_db
def test_a_prometheus_with_restarts_of_the_service(service, prometheus):
    slo, traffic = make_slo(), Traffic(service)
    source = PrometheusSource(Prometheus(prometheus.address))
    record(slos=[slo], source=source, now=timezone.now())
    before_restart = 0
    for restarted in (False, True, True):
        if restarted:
            service.restart()
            before_restart, traffic.total = before_restart + traffic.total, 0
        for _ in range(3):
            traffic.some()
            time.sleep(0.3)
        until(lambda: scraped(prometheus, traffic))
        for _ in range(2):
            [outcome] = record(slos=[slo], source=PrometheusSource(Prometheus(prometheus.address)), now=timezone.now())
            assert outcome.error == ""
    assert recorded(slo) == (before_restart + traffic.total, traffic.causes.total())
    assert shares(slo) == dict(traffic.causes)


@pytest.mark.django_db(transaction=True)
def test_recorders_that_are_killed(service, prometheus, tmp_path):
    """Two recorders at once, and both lose their power; another one goes on."""
    slo, traffic = make_slo(), Traffic(service)
    (tmp_path / "slo.yaml").write_text(SLO_FILE)
    recorders = [recorder(tmp_path / f"{number}.log", prometheus, tmp_path / "slo.yaml") for number in range(2)]
    try:
        for one in recorders:
            one.start()
        for one in recorders:
            one.wait_until_ready()
        for _ in range(10):
            traffic.some()
            time.sleep(0.1)
        for one in recorders:
            one.kill()
        traffic.some()
        until(lambda: scraped(prometheus, traffic))
        recorders[0].start()
        until(lambda: recorded(slo)[0] == traffic.total)
        time.sleep(0.5)  # ... and it stays so
        assert recorded(slo) == (traffic.total, traffic.causes.total())
        assert shares(slo) == dict(traffic.causes)
    finally:
        for one in recorders:
            one.kill()


def recorder(log: Path, prometheus: PrometheusServer, slo_file: Path) -> Process:
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        user = f"{database['USER']}:{database['PASSWORD']}@" if database["USER"] else ""
        url = f"postgres://{user}{database['HOST']}:{database['PORT']}/{database['NAME']}"
    log.touch()
    return Process(
        name="recorder",
        command=[sys.executable, "manage.py", "record_error_budgets", "--every", "0.1", "--json"],
        log=log,
        ready=lambda: '"slo"' in log.read_text(),
        environment={
            "DJANGO_SETTINGS_MODULE": "marketplace.settings.test",
            "DATABASE_URL": url,
            "PROMETHEUS_URL": prometheus.address,
            "SLO_FILES": str(slo_file),
            "DATA_DIR": str(settings.DATA_DIR),
            "PYTHONUNBUFFERED": "1",
        },
    )


@pytest.mark.django_db
def test_expositions_without_a_prometheus(service):
    slo, traffic = make_slo(), Traffic(service)
    unreachable = Endpoint("other", f"http://127.0.0.1:{free_port()}/metrics")
    before_restart = 0

    def run() -> None:
        now = timezone.now()
        source = EndpointSource.scraped([Endpoint("shop", service.url), unreachable], at=milliseconds(now))
        assert len(source.failures) == 1
        [outcome] = record(slos=[slo], source=source, now=now)
        assert outcome.error == ""

    service.count("requests_total", 1_000_000, **{"class": "query", "code": "ok"})
    service._started -= 3_600  # a process that has run for long: nobody watched
    run()
    for restarted in (False, True):
        if restarted:
            service.restart()
            before_restart, traffic.total = before_restart + traffic.total, 0
            run()
        for _ in range(5):
            traffic.some()
            run()
    run()
    assert recorded(slo) == (before_restart + traffic.total, traffic.causes.total())
    assert shares(slo) == dict(traffic.causes)


@pytest.mark.django_db
def test_nothing_is_counted_while_no_endpoint_answers():
    endpoint = Endpoint("shop", f"http://127.0.0.1:{free_port()}/metrics")
    now = timezone.now()
    [outcome] = record(slos=[make_slo()], source=EndpointSource.scraped([endpoint], at=milliseconds(now)), now=now)
    assert "does not answer" in outcome.error


def test_the_client_says_what_is_wrong(prometheus):
    client = Prometheus(prometheus.address)
    assert client.build_info().version
    now = milliseconds(timezone.now())
    with pytest.raises(MeasurementError, match="parse error"):
        client.query("sum(", at=now)
    with pytest.raises(MeasurementError, match="an instant vector is asked for"):
        client.query("up[1m]", at=now)
    with pytest.raises(MeasurementError, match="is this the address of a Prometheus"):
        Prometheus(f"{prometheus.address}/nowhere").build_info()
    until(lambda: bool(client.metadata()))
    [metadata] = client.metadata()
    assert metadata[:3] == ("process_start_time_seconds", "gauge", "Start time of the process.")
    [series] = client.query_range("vector(1)", start=now - 60_000, end=now, step=60)
    assert [sample.value for sample in series.samples] == [1, 1]
