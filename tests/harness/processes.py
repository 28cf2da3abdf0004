"""Processes that a test starts: ready when a probe says so, their output in a file, all of them gone at the end."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
FIRST_PORT, STRETCHES, STRETCH, APART = 12_000, 10, 2_000, 8
READY_WITHIN = 60.0  # seconds; a process that compiles its bytecode on two busy cores needs some


class ProcessFailedError(Exception):
    """A process ended, or was not ready in time; the text ends with the last lines it wrote."""


def free_port() -> int:
    """A loopback port that nobody listens on now, and that no other call gives out soon.

    Ports are taken in turn from below those that the kernel gives to outgoing connections (32768 and up on Linux), each
    process of a parallel test run from a stretch of its own: between this call and the server's start nobody takes it.
    """
    for port in _PORTS:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("the ports go round for ever")


def _ports_of(worker: str) -> Iterator[int]:
    """Those of the test process `gw0`, `gw1` and so on, from anywhere on: its children have the same ones. Some servers
    take several ports in a row, so the next few of each are left out.
    """
    stretch = int(worker.removeprefix("gw")) % (STRETCHES - 1) if worker else STRETCHES - 1
    first, start = FIRST_PORT + stretch * STRETCH, os.getpid() * 7 * APART
    return itertools.cycle([first + (start + step) % STRETCH for step in range(0, STRETCH, APART)])


_PORTS = _ports_of(os.environ.get("PYTEST_XDIST_WORKER", ""))


def accepts_connections(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


@dataclass
class Process:
    """One process and its children, in a process group of their own so that nothing survives `stop`."""

    name: str
    command: Sequence[str]
    log: Path
    ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    directory: Path = ROOT
    _running: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Starts and returns at once; `wait_until_ready` waits."""
        with self.log.open("ab") as output:
            self._running = subprocess.Popen(
                self.command,
                cwd=self.directory,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=() if self.user else None,
            )
        return self

    def wait_until_ready(self, within: float = READY_WITHIN) -> Self:
        deadline = time.monotonic() + within
        while not self.ready():
            if self._running is None or self._running.poll() is not None:
                raise ProcessFailedError(f"{self.name} ended early:\n{self.last_lines()}")
            if time.monotonic() > deadline:
                raise ProcessFailedError(f"{self.name} was not ready after {within:.0f} s:\n{self.last_lines()}")
            time.sleep(0.05)
        return self

    def stop(self, within: float = 10.0) -> int | None:
        """Asks, then forces; returns the exit code. Stopping what does not run does nothing."""
        running, self._running = self._running, None
        if running is None:
            return None
        self._signal_group(running.pid, signal.SIGTERM)
        try:
            running.wait(within)
        except subprocess.TimeoutExpired:
            self._signal_group(running.pid, signal.SIGKILL)
        code = running.wait()
        self._signal_group(running.pid, signal.SIGKILL)
        return code

    def kill(self) -> None:
        """What a power cut does: no signal handler runs."""
        running, self._running = self._running, None
        if running is not None:
            self._signal_group(running.pid, signal.SIGKILL)
            running.wait()

    @property
    def is_running(self) -> bool:
        return self._running is not None and self._running.poll() is None

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid

    def last_lines(self, count: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def __enter__(self) -> Self:
        try:
            return self.start().wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @staticmethod
    def _signal_group(group: int, number: signal.Signals) -> None:
        try:
            os.killpg(group, number)
        except ProcessLookupError:
            return
