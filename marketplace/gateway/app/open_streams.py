"""Answers that come piece by piece, and clients' connections that last: WebSockets and event streams."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from marketplace.gateway.errors import TooManyStreamsError


class OpenStreams:
    """Counted, so that they cannot exhaust the process. Those that last are ended when the gateway stops; the others
    end by themselves, and are waited for like every request.
    """

    def __init__(self, maximum: int) -> None:
        self.maximum = maximum
        self._closed = False
        self._tasks: set[asyncio.Task[object]] = set()
        self._lasting: set[asyncio.Task[object]] = set()
        self._ending: set[asyncio.Task[object]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    @contextmanager
    def admit(self, *, lasting: bool = True) -> Iterator[None]:
        """Around serving one stream, in a task of its own; raises TooManyStreamsError. When the stream is ended from
        here, the block is cancelled and the task goes on behind it.
        """
        task = asyncio.current_task()
        if task is None or (self._closed and lasting):
            raise TooManyStreamsError("The gateway stops. Try again in a few seconds.")
        if len(self._tasks) >= self.maximum:
            raise TooManyStreamsError("Too many clients listen already. Try again in a few seconds.")
        self._tasks.add(task)
        if lasting:
            self._lasting.add(task)
        try:
            yield
        except asyncio.CancelledError:
            if task not in self._ending:
                raise
            task.uncancel()
        finally:
            self._tasks.discard(task)
            self._lasting.discard(task)
            self._ending.discard(task)

    async def end_all(self) -> None:
        """Cancel every stream that lasts, wait until all have ended, and admit no more of them."""
        self._closed = True
        tasks = list(self._lasting)
        self._ending.update(tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
