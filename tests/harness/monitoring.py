"""Prometheus and Alertmanager for one test: real, on loopback ports, gone at the end."""

from __future__ import annotations

from reliability.stack import AlertmanagerServer, PrometheusServer, is_ready
from tests.harness.processes import Process


def prometheus_process(server: PrometheusServer, *options: str) -> Process:
    """Not started yet. Raises ProgramMissingError."""
    return Process(
        name="Prometheus",
        command=server.command(options),
        log=server.folder / "prometheus.log",
        ready=lambda: is_ready(server.ready_url),
        directory=server.folder,
    )


def alertmanager_process(server: AlertmanagerServer) -> Process:
    """Not started yet. Raises ProgramMissingError."""
    return Process(
        name="Alertmanager",
        command=server.command(),
        log=server.folder / "alertmanager.log",
        ready=lambda: is_ready(server.ready_url),
        directory=server.folder,
    )
