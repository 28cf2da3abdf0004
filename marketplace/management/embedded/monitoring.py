"""Prometheus and Alertmanager beside the embedded profile, with our own rules and routes; where they are installed."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from marketplace.management.embedded.children import ChildSpecification
from reliability.artefacts.alertmanager.configuration import configuration
from reliability.artefacts.rule_files import build_rule_files
from reliability.artefacts.site import Route, Site, Webhook
from reliability.slo.model import Severity
from reliability.slo.spec import load_definitions
from reliability.stack import AlertmanagerServer, PrometheusServer, ScrapeJob, is_ready

SCRAPE_SECONDS: Final = 5
CREDENTIALS: Final = "on_call_token"
PROMETHEUS_PORT: Final = 9090
ALERTMANAGER_PORT: Final = 9093


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """Both servers, configured. They listen on loopback."""

    prometheus: PrometheusServer
    alertmanager: AlertmanagerServer

    def children(self) -> Sequence[ChildSpecification]:
        """Write their configurations; return what to run. Raises ProgramMissingError."""
        return (
            ChildSpecification(
                name="alertmanager",
                command=self.alertmanager.command(),
                ready=lambda _logged: is_ready(self.alertmanager.ready_url),
            ),
            ChildSpecification(
                name="prometheus",
                command=self.prometheus.command(),
                ready=lambda _logged: is_ready(self.prometheus.ready_url),
            ),
        )


def prepare_monitoring(*, folder: Path, address: str, token: str, jobs: tuple[ScrapeJob, ...]) -> Monitoring:
    """Make rules and routes for this machine, where the marketplace is at `address` and its webhook wants `token`."""
    services, site = load_definitions(), local_site(address)
    alertmanager = AlertmanagerServer(
        folder=folder / "alertmanager",
        port=free_port_from(ALERTMANAGER_PORT),
        configuration=yaml.safe_dump(configuration(services, site), sort_keys=False),
    )
    write_secret(alertmanager.folder / CREDENTIALS, token)
    rules = folder / "rules"
    rules.mkdir(parents=True, exist_ok=True)
    for left in rules.glob("*.yaml"):
        left.unlink()
    for document in build_rule_files(services, site):
        (rules / document.path.name).write_text(document.text)
    prometheus = PrometheusServer(
        folder=folder / "prometheus",
        port=free_port_from(PROMETHEUS_PORT),
        jobs=jobs,
        rules=(str(rules / "*.yaml"),),
        alertmanagers=(alertmanager.target,),
        scrape_interval=SCRAPE_SECONDS,
        evaluation_interval=SCRAPE_SECONDS,
    )
    return Monitoring(prometheus=prometheus, alertmanager=alertmanager)


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
