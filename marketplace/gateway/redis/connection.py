"""One connection to one Redis server: commands in, answers out, in order.

RESP2, which every server and proxy speaks and whose answers do not change with the server's version.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, cast

from hiredis import ProtocolError, Reader

from marketplace.gateway.errors import RedisReplyError, RedisUnavailableError
from marketplace.gateway.redis.command import Command

NOTHING_YET = object()
SECOND_LOOK = 0.005
"""After a stall of this process the timer may fire before the answers that lie in the socket were read: commands are
given up only when a round of the event loop later they are still unanswered.
"""

Redirect = Callable[[Command, RedisReplyError], bool]
"""Looks at an error reply; True when it took the command over."""


def _no_redirect(_command: Command, _error: RedisReplyError) -> bool:
    return False


class Connection(asyncio.Protocol):
    """Commands of one turn of the event loop go out in one write. When it is lost, for whatever reason, every
    unanswered command fails and `on_lost` is called once, with a sentence that says why. `on_unasked` takes what the
    server says by itself, to subscribers.
    """

    def __init__(self, *, timeout: float, max_waiting: int) -> None:
        self._timeout = timeout
        self.on_lost: Callable[[str], None] | None = None
        self.on_unasked: Callable[[Any], None] | None = None
        self.redirect: Redirect = _no_redirect
        self._loop = asyncio.get_running_loop()
        self._reader = Reader(replyError=RedisReplyError, notEnoughData=NOTHING_YET)
        self._max_waiting = max_waiting
        self._transport: asyncio.Transport | None = None
        self._buffer: list[bytes] = []
        self._waiting: deque[Command] = deque()
        self._sent = 0
        self._answered = 0
        self._due: deque[tuple[float, int]] = deque()  # when everything up to the count that was sent must be answered
        self._timer: asyncio.TimerHandle | None = None
        self._over = False

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._over

    def send(self, command: Command) -> None:
        """Into the next write."""
        if self._over:
            command.fail(RedisUnavailableError("The connection to Redis was lost."))
            return
        if len(self._waiting) >= self._max_waiting:
            command.fail(RedisUnavailableError(f"{self._max_waiting} commands wait for Redis already."))
            return
        if not self._buffer:
            self._loop.call_soon(self._flush)
        self._buffer.append(command.packed)
        self._waiting.append(command)

    def change_timeout(self, seconds: float) -> None:
        """For commands from now on; none may be waiting."""
        self._timeout = seconds
        self._due.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self, why: str) -> None:
        """Drop the connection; unanswered commands fail."""
        if self._over:
            return
        self._over = True
        if self._timer is not None:
            self._timer.cancel()
        if self._transport is not None:
            self._transport.abort()
        self._buffer.clear()
        waiting, self._waiting = self._waiting, deque()
        for command in waiting:
            command.fail(RedisUnavailableError(why))
        if self.on_lost is not None:
            self.on_lost(why)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.close(f"The connection to Redis was lost ({exc})." if exc else "Redis closed the connection.")

    def data_received(self, data: bytes) -> None:
        reader, waiting = self._reader, self._waiting
        try:
            reader.feed(data)
            while (reply := reader.gets()) is not NOTHING_YET:
                if not waiting:
                    self._take_unasked(reply)
                    continue
                command = waiting.popleft()
                self._answered += 1
                if type(reply) is not RedisReplyError:
                    command.succeed(reply)
                elif not self.redirect(command, reply):
                    command.fail(reply)
        except ProtocolError as error:
            self.close(f"The server's answer is not RESP, the protocol of Redis ({error}).")

    def _take_unasked(self, reply: Any) -> None:
        if self.on_unasked is None:
            self.close(f"The server said something unasked ({str(reply)[:80]}).")
        else:
            self.on_unasked(reply)

    def _flush(self) -> None:
        if self._over or self._transport is None:
            return
        self._transport.write(b"".join(self._buffer))
        self._sent += len(self._buffer)
        self._buffer.clear()
        self._due.append((self._loop.time() + self._timeout, self._sent))
        if self._timer is None:
            self._timer = self._loop.call_later(self._timeout, self._look)

    def _look(self, *, again: bool = False) -> None:
        """Timer: is anything overdue?"""
        due, now = self._due, self._loop.time()
        while due and due[0][1] <= self._answered:
            due.popleft()
        if not due:
            self._timer = None
        elif due[0][0] > now:
            self._timer = self._loop.call_at(due[0][0], self._look)
        elif again:
            self.close(f"Redis did not answer within {self._timeout:g} s.")
        else:
            self._timer = self._loop.call_later(SECOND_LOOK, lambda: self._look(again=True))
