"""Things to be written somewhere slow, handed over in batches so that no request waits for it."""

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from marketplace.gateway.errors import GatewayError

Item = TypeVar("Item")
Batch = TypeVar("Batch")

logger = logging.getLogger(__name__)


class BatchNotWrittenError(Exception):
    """What a writer raises; its text says what is wrong."""


class BackgroundBatches(Generic[Item, Batch]):
    """Collects items (`add` puts one into what `begin` made) and gives them to `write`, a batch at a time, in a daemon
    thread: a writer that never returns holds up neither requests nor the end of the process.

    At most `max_waiting` (the sum of the items' weights) waits or is being written; what comes on top is dropped and
    counted. For one event loop.
    """

    def __init__(
        self,
        name: str,
        *,
        begin: Callable[[], Batch],
        add: Callable[[Batch, Item], object],
        write: Callable[[Batch], None],
        interval: float,
        max_waiting: int,
    ) -> None:
        self._name = name
        self._new_batch = begin
        self._add = add
        self._write = write
        self._interval = interval
        self._max_waiting = max_waiting
        self._waiting = begin()
        self._count = 0
        self._weight = 0
        self._writing_weight = 0
        self._timer: asyncio.TimerHandle | None = None
        self._written: asyncio.Future[str | None] | None = None
        self._trouble: str | None = None
        self.dropped = 0

    def put(self, item: Item, weight: int = 1) -> None:
        if self._weight + self._writing_weight + weight > self._max_waiting:
            self.dropped += 1
            return
        self._add(self._waiting, item)
        self._count += 1
        self._weight += weight
        if self._timer is None and self._written is None:
            self._timer = asyncio.get_running_loop().call_later(self._interval, self._begin)

    async def aclose(self, seconds: float) -> None:
        """Write what waits, for at most so long; the rest is dropped and counted."""
        try:
            async with asyncio.timeout(seconds):
                while self._count or self._written is not None:
                    if self._written is None:
                        self._begin()
                    await asyncio.wait([self._written] if self._written is not None else [])
                    await asyncio.sleep(0)
        except TimeoutError:
            self.dropped += self._count
            self._waiting = self._new_batch()
            self._count = self._weight = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _begin(self) -> None:
        """Hand over what waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        loop = asyncio.get_running_loop()
        batch, self._waiting = self._waiting, self._new_batch()
        count, self._count = self._count, 0
        self._writing_weight, self._weight = self._weight, 0
        self._written = written = loop.create_future()
        written.add_done_callback(lambda _: self._end(written, count))
        threading.Thread(target=self._run, args=(loop, written, batch), name=self._name, daemon=True).start()

    def _run(self, loop: asyncio.AbstractEventLoop, written: "asyncio.Future[str | None]", batch: Batch) -> None:
        """In the thread."""
        trouble: str | None = None
        try:
            self._write(batch)
        except (OSError, GatewayError, BatchNotWrittenError) as error:
            trouble = str(error)
        except Exception as error:
            logger.exception("Writing the %s failed", self._name)
            trouble = type(error).__name__
        if not loop.is_closed():
            loop.call_soon_threadsafe(_set, written, trouble)

    def _end(self, written: "asyncio.Future[str | None]", count: int) -> None:
        """Back in the loop."""
        self._written = None
        self._writing_weight = 0
        trouble = None if written.cancelled() else written.result()
        if trouble is not None:
            self.dropped += count
            if trouble != self._trouble:
                logger.error("The %s cannot be written, requests go on without it: %s", self._name, trouble)
        self._trouble = trouble
        if self._count and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._interval, self._begin)


def _set(written: "asyncio.Future[str | None]", trouble: str | None) -> None:
    if not written.done():
        written.set_result(trouble)
