"""All that we run, scraped by a real Prometheus that evaluates our rules: what dashboards and rules meet in earnest.

A gateway with two subgraphs in its process and one that cannot be reached, a worker, PostgreSQL and Redis with their
exporters.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reliability.rules import Intervals, RuleSettings, build_heartbeat, build_rules
from reliability.rules.rendering import to_yaml
from reliability.slo.model import Service
from reliability.stack import PrometheusServer, ScrapeJob
from tests.harness.deployment import SETTINGS, Data, answers, clean_environment, gateway_process
from tests.harness.graphql_over_http import send
from tests.harness.monitoring import prometheus_process
from tests.harness.processes import Process, free_port
from tests.harness.services import find_postgresql_exporter, find_redis_exporter, postgresql, redis

EVERY_SECOND = RuleSettings(intervals=Intervals(short=1, long=1))
OPTIONS = """
caches: {share_client_requests: true}
rate_limits: {limits: {everyone: {key: everyone, requests: 100000, per: 60}}}
"""
"""Of the gateway: what it shows only when it is asked for."""
TRAFFIC = (
    "{ offers(first: 2) { nodes { id } } }",
    "{ reviews(first: 2) { nodes { id } } }",
    'mutation { verifyEmail(token: "x") { __typename } }',
    "{ nothing }",
)
"""What is answered, what is lost with the subgraph, what writes, and what is the client's fault."""
WITHIN = 30.0
SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("", "_sum", "_count")}


@dataclass(frozen=True)
class Monitored:
    """`metrics` are addresses of expositions."""

    prometheus: str
    metrics: Sequence[str]

    def query(self, expression: str) -> list[Any]:
        """What it is now. Raises AssertionError with Prometheus' own words for what it refuses."""
        try:
            return list(self._ask("query", query=expression)["result"])
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{expression}: {json.load(refused)['error']}") from refused

    def exposed(self) -> set[str]:
        """Every name that a process shows, with series of it or without: HELP and TYPE lines count."""
        names: set[str] = set()
        for address in self.metrics:
            for line in send(address, method="GET").body.decode().splitlines():
                if line.startswith("# TYPE "):
                    _, _, name, kind = line.split(" ")
                    names.update(name + suffix for suffix in SUFFIXES.get(kind, ("",)))
        return names

    def labels(self) -> dict[str, set[str]]:
        """Of every metric with series: the labels that any of them has."""
        found: dict[str, set[str]] = defaultdict(set)
        for series in self._ask("series", **{"match[]": '{__name__!=""}'}):
            found[series.pop("__name__")].update(series)
        return found

    def is_settled(self) -> bool:
        """Whether each target was scraped, and each rule evaluated, long enough ago for rates of both."""
        targets = self._ask("targets")["activeTargets"]
        groups = self._ask("rules")["groups"]
        scraped = all(target["health"] == "up" for target in targets) and len(targets) == len(self.metrics)
        rules = [rule for group in groups for rule in group["rules"]]
        return scraped and all(rule["health"] == "ok" for rule in rules) and bool(self.query("slo:burn_rate:ratio1d"))

    def _ask(self, what: str, **parameters: str) -> Any:
        url = f"{self.prometheus}/api/v1/{what}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)["data"]


@contextmanager
def monitored_marketplace(directory: Path, services: Sequence[Service]) -> Iterator[Monitored]:
    """Some traffic has been there when it begins. Raises ServiceMissingError and ProgramMissingError."""
    with ExitStack() as stack:
        database, queue = stack.enter_context(postgresql()), stack.enter_context(redis())
        exporters = [_postgresql_exporter(directory, database), _redis_exporter(directory, queue)]
        for exporter, _ in exporters:
            stack.enter_context(exporter)
        data = Data(directory, {**SETTINGS, "DATA_DIR": str(directory), "DATABASE_URL": database, "REDIS_URL": queue})
        data.manage("migrate", "--verbosity", "0")
        admin, worker_port = free_port(), free_port()
        worker = _worker(data, worker_port).start()
        stack.callback(worker.kill)
        options = directory / "gateway.yaml"
        options.write_text(OPTIONS)
        environment = {
            "ADMIN_PORT": str(admin),
            "GATEWAY_CONFIG": str(options),
            "REVIEWS_SUBGRAPH_URL": f"http://127.0.0.1:{free_port()}/graphql",
        }
        gateway = stack.enter_context(gateway_process(data, environment, "monitored", "/healthz"))
        worker.wait_until_ready()
        metrics = {
            "gateway": f"127.0.0.1:{admin}/metrics",
            "marketplace": f"127.0.0.1:{admin}/metrics/marketplace",
            "worker": f"127.0.0.1:{worker_port}/metrics",
            "postgresql": exporters[0][1],
            "redis": exporters[1][1],
        }
        addresses = [f"http://{address}" for address in metrics.values()]
        _send_traffic(gateway.graphql)
        prometheus = _prometheus(directory, metrics, services)
        with prometheus_process(prometheus) as process:
            monitored = Monitored(prometheus.address, addresses)
            ends = time.monotonic() + WITHIN
            while not monitored.is_settled():
                assert time.monotonic() < ends, process.last_lines()
                _send_traffic(gateway.graphql)
                time.sleep(0.2)
            yield monitored


def _send_traffic(address: str) -> None:
    for document in TRAFFIC:
        send(address, json.dumps({"query": document}).encode(), headers={"content-type": "application/json"})


def _prometheus(directory: Path, metrics: dict[str, str], services: Sequence[Service]) -> PrometheusServer:
    files = [*(build_rules(service, EVERY_SECOND) for service in services), build_heartbeat(EVERY_SECOND)]
    rules = directory / "rules"
    rules.mkdir()
    for file in files:
        (rules / f"{file.name}.yaml").write_text(to_yaml(file, "a test"), encoding="utf-8")
    jobs = []
    for name, address in metrics.items():
        target, _, path = address.partition("/")
        jobs.append(ScrapeJob(name=name, targets=(target,), path=f"/{path}"))
    return PrometheusServer(
        folder=directory / "prometheus",
        port=free_port(),
        jobs=tuple(jobs),
        rules=(str(rules / "*.yaml"),),
        scrape_interval=1,
        evaluation_interval=1,
    )


def _worker(data: Data, port: int) -> Process:
    return Process(
        name="worker",
        command=[
            *(sys.executable, "-m", "celery", "--app", "marketplace.celery_app", "worker", "--pool", "threads"),
            *("--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        log=data.directory / "worker.log",
        ready=lambda: answers(f"http://127.0.0.1:{port}/metrics", status=200),
        environment=clean_environment({**data.environment, "METRICS_PORT": str(port)}),
    )


def _postgresql_exporter(directory: Path, database: str) -> tuple[Process, str]:
    address = f"127.0.0.1:{free_port()}"
    source = f"{database.replace('postgres://', 'postgresql://')}?sslmode=disable"
    process = Process(
        name="PostgreSQL exporter",
        command=[str(find_postgresql_exporter()), f"--web.listen-address={address}"],
        log=directory / "postgresql-exporter.log",
        ready=lambda: answers(f"http://{address}/metrics", status=200),
        environment={"DATA_SOURCE_NAME": source},
    )
    return process, f"{address}/metrics"


def _redis_exporter(directory: Path, server: str) -> tuple[Process, str]:
    address = f"127.0.0.1:{free_port()}"
    process = Process(
        name="Redis exporter",
        command=[str(find_redis_exporter()), "-web.listen-address", address, "-redis.addr", server.rpartition("/")[0]],
        log=directory / "redis-exporter.log",
        ready=lambda: answers(f"http://{address}/metrics", status=200),
    )
    return process, f"{address}/metrics"
