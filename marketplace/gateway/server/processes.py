"""The worker processes: started, started again when they die, and stopped together."""

import logging
import multiprocessing
import os
import signal
import time
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess
from types import FrameType

from marketplace.gateway.server.worker import STOP_SIGNALS, Worker

logger = logging.getLogger(__name__)

FIRST_DELAY = 0.1
LOOK_EVERY = 0.2
MAX_DELAY = 10.0
LIVED_WELL = 30.0
"""A process that served for so long is started again without delay."""


def serve(worker: Worker) -> int:
    """Serve until a signal comes. One process serves by itself, several are watched; the exit status."""
    if worker.server.workers == 1:
        worker.run()
        return 0
    return _Watch(worker).run()


class _Watch:
    """A worker reads the end of a pipe whose other end only this process has: it stops when this process dies."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._context = multiprocessing.get_context("spawn")
        self._stopping = False
        self._alive_reader, self._alive_writer = self._context.Pipe(duplex=False)
        self._slots = [_Slot(number) for number in range(worker.server.workers)]

    def run(self) -> int:
        for number in (*STOP_SIGNALS, signal.SIGHUP):
            signal.signal(number, self._pass_on)
        while True:
            now = time.monotonic()
            for slot in self._slots:
                if slot.process is None and not self._stopping and slot.start_at <= now:
                    slot.start(self._context, self._worker, self._alive_reader)
            running = [slot.process for slot in self._slots if slot.process is not None]
            if self._stopping and not running:
                return 0
            wait([process.sentinel for process in running], timeout=LOOK_EVERY)
            for slot in self._slots:
                slot.note_end(stopping=self._stopping)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = self._stopping or number in STOP_SIGNALS
        for slot in self._slots:
            slot.tell(number)


class _Slot:
    """The place of one worker."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.process: SpawnProcess | None = None
        self.start_at = 0.0
        self._started = 0.0
        self._delay = FIRST_DELAY

    def start(self, context: SpawnContext, worker: Worker, alive: Connection) -> None:
        self._started = time.monotonic()
        self.process = context.Process(target=_run, args=(worker, self.number, alive), name=f"worker {self.number}")
        self.process.start()

    def tell(self, number: int) -> None:
        if self.process is not None and self.process.is_alive() and self.process.pid is not None:
            os.kill(self.process.pid, number)

    def note_end(self, *, stopping: bool) -> None:
        """A process that has died gets a successor: at once where it had served well, else after a growing delay."""
        if self.process is None or self.process.is_alive():
            return
        status, lived = self.process.exitcode, time.monotonic() - self._started
        self.process.close()
        self.process = None
        if stopping:
            return
        self._delay = FIRST_DELAY if lived > LIVED_WELL else min(self._delay * 2, MAX_DELAY)
        self.start_at = time.monotonic() + (0.0 if lived > LIVED_WELL else self._delay)
        logger.error("Worker %d ended with status %s after %.1f s; another is started", self.number, status, lived)


def _run(worker: Worker, number: int, alive: Connection) -> None:
    worker.run(number, alive.fileno())
