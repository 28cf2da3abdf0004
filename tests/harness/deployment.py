"""The marketplace as processes: subgraphs, gateway and reference, over one seeded database in a temporary directory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness.graphql_over_http import send
from tests.harness.processes import ROOT, Process, free_port

SUBGRAPHS = ("users", "offers", "reviews")
SEED_SIZE = ("--users", "60", "--offers", "200", "--reviews", "900")
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "marketplace.settings.embedded",
    "LOG_LEVEL": "WARNING",
    "ADMIN_PORT": "0",
    "METRICS_PORT": "0",
}


@dataclass(frozen=True)
class Data:
    """A migrated and seeded database: the environment that leads a process to it."""

    directory: Path
    environment: Mapping[str, str]

    def manage(self, *arguments: str) -> str:
        """Runs a management command; gives what it printed."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**os.environ, **clean_environment(self.environment)},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout


@dataclass
class Gateway:
    """A running gateway; `subgraphs` is empty where they are in its process."""

    address: str
    process: Process
    subgraphs: dict[str, Process] = field(default_factory=dict)

    @property
    def graphql(self) -> str:
        return f"{self.address}/graphql"


def seeded_data(directory: Path, environment: Mapping[str, str] | None = None, size: Sequence[str] = SEED_SIZE) -> Data:
    """SQLite in the directory, unless the environment names another database."""
    data = Data(directory, {**SETTINGS, "DATA_DIR": str(directory), **(environment or {})})
    data.manage("migrate", "--verbosity", "0")
    data.manage("seed", "--verbosity", "0", *size)
    return data


@contextmanager
def embedded_gateway(data: Data) -> Iterator[Gateway]:
    """The gateway with the subgraphs in its own process."""
    with gateway_process(data, {}, "embedded") as gateway:
        yield gateway


@contextmanager
def separate_gateway(data: Data, **options: str) -> Iterator[Gateway]:
    """Each subgraph in a process of its own, asked over HTTP; `options` are variables of the gateway's."""
    with ExitStack() as stack:
        processes, urls = {}, {}
        for name in SUBGRAPHS:
            port = free_port()
            processes[name] = subgraph_process(data, name, port).start()
            stack.callback(processes[name].stop)
            urls[f"{name.upper()}_SUBGRAPH_URL"] = f"http://127.0.0.1:{port}/graphql"
        for process in processes.values():
            process.wait_until_ready()
        gateway = stack.enter_context(gateway_process(data, urls | options, "separate"))
        gateway.subgraphs = processes
        yield gateway


@contextmanager
def reference(data: Data) -> Iterator[str]:
    """The one-schema reference over the same data; gives its GraphQL address."""
    port = free_port()
    process = Process(
        name="reference",
        command=[sys.executable, "-m", "tests.harness.monolith_server", str(port)],
        log=data.directory / "reference.log",
        ready=lambda: answers(f"http://127.0.0.1:{port}/graphql", method="OPTIONS"),
        environment=clean_environment(data.environment),
    )
    with process:
        yield f"http://127.0.0.1:{port}/graphql"


def subgraph_process(data: Data, name: str, port: int) -> Process:
    return Process(
        name=f"subgraph {name}",
        command=[sys.executable, "manage.py", "serve_subgraph", name, "--port", str(port)],
        log=data.directory / f"{name}.log",
        ready=lambda: answers(f"http://127.0.0.1:{port}/healthz", status=200),
        environment=clean_environment(data.environment),
    )


@contextmanager
def gateway_process(data: Data, environment: Mapping[str, str], name: str, probe: str = "/readyz") -> Iterator[Gateway]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = Process(
        name=f"{name} gateway",
        command=[
            *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws", "--loop", "uvloop"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", "1", "marketplace.asgi:application"),
        ],
        log=data.directory / f"{name}-gateway.log",
        ready=lambda: answers(f"{address}{probe}", status=200),
        environment=clean_environment({**data.environment, **environment}),
    )
    with process:
        yield Gateway(address, process)


def answers(url: str, *, method: str = "GET", status: int | None = None) -> bool:
    """Whether there is an HTTP answer, with this status if one is given."""
    try:
        answer = send(url, method=method, within=5)
    except OSError:
        return False
    return status is None or answer.status == status


def clean_environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Empty means unset: what the person's shell says about the project must not reach a test."""
    names = ("DATABASE_URL", "REDIS_URL", *(f"{name.upper()}_SUBGRAPH_URL" for name in SUBGRAPHS))
    return {**dict.fromkeys(names, ""), **ours}
