"""Keeps the children of `manage.py up` running, and stops them all when it ends."""

import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from types import FrameType, TracebackType
from typing import Final, Self

from marketplace.management.embedded.children import Child

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY_WITHIN: Final = 60.0
STOP_WITHIN: Final = 10.0
RESTARTS: Final = 5
RESTARTS_WITHIN: Final = 60.0
"""A child that ends more than RESTARTS times in RESTARTS_WITHIN seconds is broken: restarting it helps nobody."""
LINES_SHOWN: Final = 15


class ChildFailedError(Exception):
    """A child does not stay up; the text ends with its last lines."""

    def __init__(self, child: Child, what: str) -> None:
        lines = "\n".join(child.logged().splitlines()[-LINES_SHOWN:])
        super().__init__(f"{child.name} {what}. Its last lines (all in {child.log}):\n{lines}")


class StopRequestedError(Exception):
    """Ctrl-C or SIGTERM arrived."""


class Supervisor:
    """A context: entering starts the children, leaving stops them, whatever happened in between.

    Signals are noted and seen by the next look around. A handler that raised instead would now and then be lost:
    Python ignores exceptions in the callbacks that run around a fork, which is what restarting a child does.
    """

    def __init__(self, children: Sequence[Child], *, tell: Callable[[str], None]) -> None:
        self._children = children
        self._tell = tell
        self._stop_requested = False
        self._ends: dict[str, deque[float]] = {child.name: deque(maxlen=RESTARTS) for child in children}

    def __enter__(self) -> Self:
        for number in STOP_SIGNALS:
            signal.signal(number, self._request_stop)
        try:
            for child in self._children:
                child.start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        # A second Ctrl-C must not leave half of the children behind.
        deadline = time.monotonic() + STOP_WITHIN
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        for child in self._children:
            child.ask_to_stop()
        for child in self._children:
            if not child.wait_or_kill(deadline):
                self._tell(f"{child.name} did not stop within {STOP_WITHIN:.0f} s and was killed")

    def wait_until_ready(self) -> None:
        """Raise ChildFailedError when a child ends or is not ready in time, StopRequestedError when asked to stop."""
        deadline = time.monotonic() + READY_WITHIN
        waiting = list(self._children)
        while waiting:
            self._look_for_stop()
            for child in waiting:
                if child.exit_code is not None:
                    raise ChildFailedError(child, f"ended with exit code {child.exit_code} while starting")
                if time.monotonic() > deadline:
                    raise ChildFailedError(child, f"was not ready after {READY_WITHIN:.0f} s")
            waiting = [child for child in waiting if not child.is_ready()]
            time.sleep(0.1)

    def watch(self) -> None:
        """Restart what ends, until a stop is requested (StopRequestedError) or a child is beyond help."""
        while True:
            time.sleep(0.3)
            self._look_for_stop()
            for child in self._children:
                if child.exit_code is not None:
                    self._restart(child)

    def _restart(self, child: Child) -> None:
        ends, now = self._ends[child.name], time.monotonic()
        if len(ends) == RESTARTS and now - ends[0] < RESTARTS_WITHIN:
            raise ChildFailedError(child, f"ended {RESTARTS + 1} times within {RESTARTS_WITHIN:.0f} s")
        ends.append(now)
        self._tell(f"{child.name} ended with exit code {child.exit_code}: starting it again (log: {child.log})")
        child.start()

    def _request_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_requested = True

    def _look_for_stop(self) -> None:
        if self._stop_requested:
            raise StopRequestedError
