"""Several worker processes: one that dies gets a successor, all stop together, none outlives its parent."""

from __future__ import annotations

import os
import signal
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.harness.federated_schemas import compose_supergraph_sdl
from tests.harness.processes import Process, accepts_connections, free_port


def workers_of(pid: int) -> list[int]:
    """Without the resource tracker of multiprocessing."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]


def is_alive(pid: int) -> bool:
    """A process that has ended and was not waited for is not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def listeners(port: int) -> int:
    """How many sockets of this machine take connections at the IPv4 port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[3] == "0A" and int(row[1].rpartition(":")[2], 16) == port for row in rows)


def until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < ends, "nothing happened in time"
        time.sleep(0.05)


@pytest.fixture
def served(tmp_path: Path) -> Process:
    """Two workers, not started yet."""
    supergraph = tmp_path / "supergraph.graphql"
    supergraph.write_text(compose_supergraph_sdl({"one": "type Query { a: Int }"}))
    port = free_port()
    command = ["-m", "marketplace.gateway", "serve", "--supergraph", str(supergraph), "--port", str(port)]
    return Process(
        name=f"http://127.0.0.1:{port}",
        command=[sys.executable, *command, "--workers", "2"],
        log=tmp_path / "serve.log",
        ready=lambda: accepts_connections(port),
    )


def is_answered(url: str) -> bool:
    with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
        return bool(answer.status == 200)


def test_a_worker_that_dies_is_replaced_and_all_stop_together(served: Process) -> None:
    with served:
        port = int(served.name.rpartition(":")[2])
        until(lambda: listeners(port) == 2)
        first, second = workers_of(served.pid)
        os.kill(first, signal.SIGKILL)
        until(lambda: "ended with status -9" in served.last_lines())
        assert is_answered(served.name)
        until(lambda: listeners(port) == 2)
        assert first not in workers_of(served.pid)
        assert second in workers_of(served.pid)
        everybody = workers_of(served.pid)
        assert served.stop() == 0
        assert not any(map(is_alive, everybody))


def test_no_worker_outlives_its_parent(served: Process) -> None:
    with served:
        until(lambda: len(workers_of(served.pid)) == 2)
        everybody = workers_of(served.pid)
        os.kill(served.pid, signal.SIGKILL)
        until(lambda: not any(map(is_alive, everybody)))
