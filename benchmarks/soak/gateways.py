"""The gateways under test, as processes; their workers, memory and open files."""

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.harness.graphql_over_http import send
from tests.harness.processes import Process, accepts_connections, free_port

PAGE: Final = os.sysconf("SC_PAGE_SIZE")
PARENT: Final = 1
"""Of the fields of /proc/PID/stat after the command: proc(5)."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Of one worker: resident bytes and open file descriptors."""

    memory: int
    files: int


class GatewayUnderTest:
    """`serve` with a configuration file that may be replaced, started again on the same port."""

    def __init__(
        self, name: str, workers: int, supergraph: Path, configuration: Path, environment: Mapping[str, str]
    ) -> None:
        self.name = name
        self.workers = workers
        self.port, self.admin_port = free_port(), _free_ports(workers)
        self.log = configuration.with_name(f"{name}.log")
        self.access_log = configuration.with_name(f"{name}.access.log")
        self.process = Process(
            name=f"gateway {name}",
            command=[
                *(sys.executable, "-m", "marketplace.gateway", "serve", "--config", str(configuration)),
                *("--supergraph", str(supergraph), "--port", str(self.port), "--admin-port", str(self.admin_port)),
                *("--workers", str(workers)),
            ],
            log=self.log,
            ready=self.is_ready,
            environment={**environment, "SOAK_ACCESS_LOG": str(self.access_log)},
        )

    def is_ready(self) -> bool:
        try:
            return send(f"http://127.0.0.1:{self.port}/readyz", method="GET", within=5).status == 200  # noqa: PLR2004
        except OSError:
            return False

    def worker_pids(self) -> list[int]:
        """Of the processes that serve: the process itself where it is the only one."""
        if not self.process.is_running:
            return []
        if self.workers == 1:
            return [self.process.pid]
        return sorted(pid for pid in _children(self.process.pid) if b"spawn_main" in _read(pid, "cmdline"))

    def usage(self) -> dict[int, Usage]:
        """By process id, of those that live."""
        found = {}
        for pid in self.worker_pids():
            with contextlib.suppress(OSError, IndexError):
                memory = int(_read(pid, "statm").split()[1]) * PAGE
                found[pid] = Usage(memory, len(os.listdir(f"/proc/{pid}/fd")))  # noqa: PTH208 - names alone
        return found

    def state(self) -> list[dict[str, Any]]:
        """What the operators' listener of each worker tells; nothing of one that cannot be asked."""
        found = []
        for number in range(self.workers):
            with contextlib.suppress(OSError):
                url = f"http://127.0.0.1:{self.admin_port + number}/state"
                found.append(send(url, method="GET", within=5).json())
        return found

    def log_lines(self) -> list[str]:
        return self.log.read_text(errors="replace").splitlines() if self.log.exists() else []


def _free_ports(count: int) -> int:
    """The first of so many in a row."""
    while True:
        first = free_port()
        if not any(accepts_connections(first + number) for number in range(1, count)):
            return first


def _children(parent: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[PARENT]) == parent:
                yield int(stat.parent.name)


def _read(pid: int, name: str) -> bytes:
    return Path(f"/proc/{pid}/{name}").read_bytes()
