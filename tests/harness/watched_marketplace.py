"""The marketplace with everything that watches it: Prometheus, Alertmanager, jobs, and somebody to be told.

Every part is the real one. Only times are short: rules are evaluated every two seconds, Alertmanager waits for one.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import yaml

from reliability.artefacts.alertmanager.configuration import configuration
from reliability.artefacts.site import Route, Site, Webhook
from reliability.rules import Intervals, RuleSettings, build_rules
from reliability.rules.rendering import to_yaml
from reliability.slo.model import Service, Severity
from reliability.slo.spec import load_services
from reliability.stack import AlertmanagerServer, PrometheusServer, ScrapeJob
from tests.harness.deployment import Data, Gateway, gateway_process, subgraph_process
from tests.harness.graphql_over_http import ask
from tests.harness.monitoring import alertmanager_process, prometheus_process
from tests.harness.processes import Process, free_port

TOKEN = "insecure-token-of-the-tests-0123456789abcdef"
INTERVAL = 2
"""Seconds between two scrapes, and between two evaluations of a rule."""
CELERY = (sys.executable, "-m", "celery", "-A", "marketplace.celery_app")


@dataclass
class Receiver:
    """Takes Apprise's JSON notifications; the last part of the path says for whom."""

    port: int
    received: list[tuple[float, str, dict[str, Any]]] = field(default_factory=list)

    def address(self, whom: str) -> str:
        """As Apprise writes it."""
        return f"json://127.0.0.1:{self.port}/{whom}"

    def of(self, whom: str) -> list[dict[str, Any]]:
        return [body for _, name, body in self.received if name == whom]

    def first_at(self, whom: str) -> float:
        """`time.time()` of its arrival."""
        return next(at for at, name, _ in self.received if name == whom)


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            receiver.received.append((time.time(), self.path.rpartition("/")[2], body))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Nothing: the test asks what arrived."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Clients:
    """Ask a query again and again, at a steady rate, and count how it ended."""

    def __init__(self, url: str, query: str, *, rate: float) -> None:
        self._url, self._query, self._pause = url, query, 1 / rate
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self.answered = 0
        self.failed = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _ask(self) -> None:
        due = time.monotonic()
        while not self._stop.wait(max(0.0, due - time.monotonic())):
            due += self._pause
            self.failed += "errors" in ask(self._url, self._query)
            self.answered += 1


@dataclass
class WatchedMarketplace:
    """What runs, and the ways to look at it."""

    data: Data
    gateway: Gateway
    victim: Process
    prometheus: PrometheusServer
    receiver: Receiver
    services: tuple[Service, ...]

    def firing(self) -> set[str]:
        """The values of `slo_id` of the alerts that fire now."""
        with urllib.request.urlopen(f"{self.prometheus.address}/api/v1/alerts", timeout=5) as answer:
            alerts = json.load(answer)["data"]["alerts"]
        return {alert["labels"]["slo_id"] for alert in alerts if alert["state"] == "firing"}

    def value(self, expression: str) -> float:
        """Of the only series that the PromQL expression gives; 0 where it gives none."""
        query = urllib.parse.urlencode({"query": expression})
        with urllib.request.urlopen(f"{self.prometheus.address}/api/v1/query?{query}", timeout=5) as answer:
            result = json.load(answer)["data"]["result"]
        return float(result[0]["value"][1]) if result else 0.0

    def report(self, slo: str) -> dict[str, Any]:
        """What `report_error_budget` says of it now."""
        reports = json.loads(self.data.manage("report_error_budget", "--slo", slo, "--format", "json"))
        found: dict[str, Any] = reports["slos"][0]
        return found


@contextmanager
def watched(data: Data, slo_file: Path) -> Iterator[WatchedMarketplace]:
    """The reviews subgraph is a process of its own, the victim. Raises ProgramMissingError."""
    (*services,) = load_services([slo_file])
    with ExitStack() as stack:
        receiver = stack.enter_context(receiving())
        reviews, operators, jobs = free_port(), free_port(), free_port()
        prometheus_port = free_port()
        environment = {
            "REVIEWS_SUBGRAPH_URL": f"http://127.0.0.1:{reviews}/graphql",
            "ADMIN_PORT": str(operators),
            "METRICS_PORT": str(jobs),
            "ALERTMANAGER_WEBHOOK_TOKEN": TOKEN,
            "PROMETHEUS_URL": f"http://127.0.0.1:{prometheus_port}",
            "SLO_FILES": str(slo_file),
            "HOLDFAST_GATEWAY__CACHES__RESPONSES__ENTITIES": "false",
            "HOLDFAST_GATEWAY__CACHES__RESPONSES__WHOLE_RESPONSES": "false",
        }
        data = Data(data.directory, {**data.environment, **environment})
        victim = stack.enter_context(subgraph_process(data, "reviews", reviews))
        gateway = stack.enter_context(gateway_process(data, {}, "watched"))
        data = Data(data.directory, {**data.environment, "PUBLIC_ADDRESS": gateway.address})
        stack.enter_context(job_process(data, "worker", "--pool", "threads", "--queues", "high,default,low"))
        stack.enter_context(job_process(data, "beat", "--pidfile="))
        alertmanager = AlertmanagerServer(
            folder=data.directory / "alertmanager",
            port=free_port(),
            configuration=hasty_configuration(tuple(services), gateway.address),
        )
        stack.enter_context(alertmanager_process(alertmanager))
        (alertmanager.folder / "token").write_text(TOKEN)
        prometheus = PrometheusServer(
            folder=data.directory / "prometheus",
            port=prometheus_port,
            jobs=(ScrapeJob(name="gateway", targets=(f"127.0.0.1:{operators}",)),),
            rules=(str(write_rules(data.directory, tuple(services))),),
            alertmanagers=(alertmanager.target,),
            scrape_interval=INTERVAL,
            evaluation_interval=INTERVAL,
        )
        stack.enter_context(prometheus_process(prometheus))
        yield WatchedMarketplace(data, gateway, victim, prometheus, receiver, tuple(services))


def job_process(data: Data, name: str, *options: str) -> Process:
    log = data.directory / f"{name}.log"
    words = "ready." if name == "worker" else "beat: Starting"
    return Process(
        name=name,
        command=[*CELERY, name, "--loglevel", "INFO", *options],
        log=log,
        ready=lambda: words in log.read_text(),
        environment=data.environment,
    )


def write_rules(folder: Path, services: tuple[Service, ...]) -> Path:
    settings = RuleSettings(intervals=Intervals(short=INTERVAL, long=INTERVAL))
    rules = folder / "rules"
    rules.mkdir()
    for service in services:
        (rules / f"{service.name}.yaml").write_text(to_yaml(build_rules(service, settings), "a test"))
    return rules / "*.yaml"


def hasty_configuration(services: tuple[Service, ...], address: str) -> str:
    """Our Alertmanager's configuration, with a second in place of each of its waits."""
    site = Site(
        runbooks=f"{address}/reliability/runbooks",
        channels={"on-call": Webhook(f"{address}/reliability/alertmanager/webhook", "token")},
        routing=tuple(Route(severity=severity, channels=("on-call",)) for severity in Severity),
        otherwise=("on-call",),
        heartbeat=("on-call",),
        hours={},
    )
    whole = configuration(services, site)
    hasten(whole["route"])
    return yaml.safe_dump(whole)


def hasten(route: dict[str, Any]) -> None:
    for wait in route.keys() & {"group_wait", "group_interval"}:
        route[wait] = "1s"
    for inner in route.get("routes", ()):
        hasten(inner)


def until(condition: Callable[[], object], *, within: float, what: str) -> float:
    """Wait for it; return the seconds that took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() < started + within, f"not within {within:.0f} s: {what}"
        time.sleep(0.1)
    return time.monotonic() - started
