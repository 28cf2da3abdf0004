"""Child processes of `manage.py up`: each with its own log file, none of them alive after us."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SET_PARENT_DEATH_SIGNAL: Final = 1
"""PR_SET_PDEATHSIG of prctl(2): the kernel sends the child a signal when its parent dies, however that happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSpecification:
    """What to run, and how to see that it serves; `ready` is given the text that this start has logged so far."""

    name: str
    command: Sequence[str]
    ready: Callable[[str], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables of this child alone."""


class Child:
    """One running process. It leads a session of its own, so Ctrl-C reaches us alone and we stop it in order."""

    def __init__(self, specification: ChildSpecification, *, logs: Path, environment: Mapping[str, str]) -> None:
        self.specification = specification
        self.name = specification.name
        self.log = logs / f"{specification.name}.log"
        self._environment = {**environment, **specification.environment}
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    def start(self) -> None:
        """Start it; the log goes on where the last start left it, of which no process may be left."""
        self._kill_session()
        with self.log.open("ab") as output:
            self._log_start = output.tell()
            self._process = subprocess.Popen(  # noqa: S603 - our own commands
                self.specification.command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - this process has one thread
            )

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return None if self._process is None else self._process.poll()

    def is_ready(self) -> bool:
        return self.specification.ready(self.logged())

    def logged(self) -> str:
        """What this start has written."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait_or_kill(self, deadline: float) -> bool:
        """Wait until `deadline` (`time.monotonic()`), then kill it; true when it stopped by itself."""
        if self._process is None:
            return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
        stopped = self._process.poll() is not None
        self._kill_session()
        self._process.wait()
        return stopped

    def _kill_session(self) -> None:
        """End what the process itself started: it shares the process's session and may have survived it."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


def die_with_parent() -> None:
    """Runs in the child before the command: ask the kernel to end it when we die. Linux only; elsewhere a no-op."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
