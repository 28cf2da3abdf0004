"""Work ends with the client that asked for it."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from marketplace.gateway.app.messages import Message, Receive

NEVER_HELD_UP = 0.02
"""Seconds within which most requests are answered: watching begins after them, so that these pay nothing for it."""


class ClientGone(Exception):  # noqa: N818 - an event, nobody's error
    """The client closed the connection before its answer was complete."""


class CancelledWhenClientLeaves:
    """A block that is cancelled at its `await`, and raises ClientGone, once the client has gone and `may_cancel`."""

    __slots__ = ("_after", "_begin", "_gone", "_may_cancel", "_receive", "_task", "_watcher")

    def __init__(self, receive: Receive, may_cancel: Callable[[], bool], *, after: float = NEVER_HELD_UP) -> None:
        self._receive = receive
        self._may_cancel = may_cancel
        self._after = after
        self._watcher: asyncio.Future[Message] | None = None
        self._gone = False

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._task = asyncio.current_task(loop)
        self._begin = loop.call_later(self._after, self._watch)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._begin.cancel()
        if self._watcher is not None and not self._watcher.done():
            self._watcher.cancel()
        if self._gone and self._task is not None:
            self._gone = False
            if self._task.uncancel() == 0 and kind is asyncio.CancelledError:
                raise ClientGone from error

    def _watch(self) -> None:
        self._watcher = asyncio.ensure_future(self._receive())
        self._watcher.add_done_callback(self._heard)

    def _heard(self, watcher: "asyncio.Future[Message]") -> None:
        if watcher.cancelled() or watcher.exception() is not None:
            return
        gone = watcher.result()["type"] == "http.disconnect"
        if gone and self._may_cancel() and self._task is not None and not self._task.done():
            self._gone = True
            self._task.cancel()
