"""Prometheus and Alertmanager beside the embedded profile, with our own rules and routes; where they are installed."""

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from django.conf import settings

from marketplace.management.embedded.children import ChildSpecification
from marketplace.settings.environment import ENVIRONMENT
from reliability.artefacts.alertmanager.configuration import configuration
from reliability.artefacts.rule_files import build_rule_files
from reliability.artefacts.site import Route, Site, Webhook
from reliability.promises import promised_services
from reliability.slo.model import Service, Severity
from reliability.stack import AlertmanagerServer, ProgramMissingError, PrometheusServer, ScrapeJob, is_ready

SCRAPE_SECONDS: Final = 5
CREDENTIALS: Final = "on_call_token"
OF_EXPORTERS: Final = frozenset({"postgresql", "redis"})
"""Services that are measured by programs which are not started here: their data would be absent for ever."""
PROMETHEUS_PORT: Final = 9090
ALERTMANAGER_PORT: Final = 9093


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """Both servers, configured: what to run, and where they will be. They listen on loopback."""

    prometheus: str
    alertmanager: str
    children: Sequence[ChildSpecification]


class NoMonitoringError(Exception):
    """The text says why there is none."""


def metrics_ports() -> dict[str, int]:
    """Where the worker and beat show their metrics: free ports, from the one that the environment names."""
    if not (ENVIRONMENT.metrics and ENVIRONMENT.metrics_port):
        return {}
    worker = free_port_from(ENVIRONMENT.metrics_port)
    return {"worker": worker, "beat": free_port_from(worker + 1)}


def scrape_jobs(ports: Mapping[str, int]) -> tuple[ScrapeJob, ...]:
    """The web process has two expositions, its children one each."""
    jobs = [ScrapeJob(name=name, targets=(f"127.0.0.1:{port}",)) for name, port in ports.items()]
    if ENVIRONMENT.metrics and ENVIRONMENT.admin_port:
        web = (f"127.0.0.1:{ENVIRONMENT.admin_port}",)
        jobs += [
            ScrapeJob(name="gateway", targets=web),
            ScrapeJob(name="marketplace", targets=web, path="/metrics/marketplace"),
        ]
    return tuple(jobs)


def endpoints(ports: Mapping[str, int]) -> str:
    """The same as RELIABILITY_METRICS_ENDPOINTS has it, for error budgets without a Prometheus."""
    return ",".join(f"{job.name}=http://{target}{job.path}" for job in scrape_jobs(ports) for target in job.targets)


def prepare_monitoring(address: str, ports: Mapping[str, int]) -> Monitoring:
    """Configure both for the marketplace at `address`. Raises NoMonitoringError."""
    if ENVIRONMENT.prometheus_url:
        raise NoMonitoringError(f"counts come from {ENVIRONMENT.prometheus_url}")
    if not ENVIRONMENT.monitoring:
        raise NoMonitoringError("not started: MONITORING is off")
    folder, site = ENVIRONMENT.data_dir / "monitoring", local_site(address)
    services = tuple(service for service in promised_services() if service.name not in OF_EXPORTERS)
    alertmanager = AlertmanagerServer(
        folder=folder / "alertmanager",
        port=free_port_from(ALERTMANAGER_PORT),
        configuration=yaml.safe_dump(configuration(services, site), sort_keys=False),
    )
    prometheus = PrometheusServer(
        folder=folder / "prometheus",
        port=free_port_from(PROMETHEUS_PORT),
        jobs=scrape_jobs(ports),
        rules=(str(write_rules(folder / "rules", services, site)),),
        alertmanagers=(alertmanager.target,),
        scrape_interval=SCRAPE_SECONDS,
        evaluation_interval=SCRAPE_SECONDS,
    )
    write_secret(alertmanager.folder / CREDENTIALS, settings.RELIABILITY_ALERTMANAGER_TOKEN)
    try:
        children = (
            child("alertmanager", alertmanager.command(), alertmanager.ready_url),
            child("prometheus", prometheus.command(), prometheus.ready_url),
        )
    except ProgramMissingError as missing:
        raise NoMonitoringError(f"not started: {missing}") from missing
    return Monitoring(prometheus=prometheus.address, alertmanager=alertmanager.address, children=children)


def child(name: str, command: Sequence[str], ready_url: str) -> ChildSpecification:
    return ChildSpecification(name=name, command=command, ready=lambda _logged: is_ready(ready_url))


def write_rules(folder: Path, services: tuple[Service, ...], site: Site) -> Path:
    """Replace the rules of an earlier start; return the pattern of their files."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.yaml"):
        left.unlink()
    for document in build_rule_files(services, site):
        (folder / document.path.name).write_text(document.text)
    return folder / "*.yaml"


def local_site(address: str) -> Site:
    """Everything goes to our own on-call application."""
    webhook = Webhook(f"{address}/reliability/alertmanager/webhook", CREDENTIALS)
    return Site(
        runbooks=f"{address}/reliability/runbooks",
        channels={"on-call": webhook},
        routing=tuple(Route(severity=severity, channels=("on-call",)) for severity in Severity),
        otherwise=("on-call",),
        heartbeat=("on-call",),
        hours={},
    )


def write_secret(path: Path, secret: str) -> None:
    """Readable by its owner only, from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(secret)


def free_port_from(first: int) -> int:
    """Return the first loopback port that nobody listens on."""
    for port in range(first, first + 100):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"No port from {first} on is free.")
