"""Messages on their way to one client."""

import asyncio
from collections import deque


class Outbox:
    """A queue bounded in messages and bytes. One message fits into an empty outbox, however large it is.

    The producer never waits: what a slow client has not taken must not hold up a subgraph's events for others, nor
    pile up here.
    """

    def __init__(self, max_messages: int, max_bytes: int) -> None:
        self._max_messages = max_messages
        self._max_bytes = max_bytes
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._changed = asyncio.Event()
        self._ended = False

    def put(self, message: bytes) -> bool:
        """Whether there was room for the message."""
        too_many = len(self._waiting) >= self._max_messages
        if too_many or (self._waiting and self._waiting_bytes + len(message) > self._max_bytes):
            return False
        self._waiting.append(message)
        self._waiting_bytes += len(message)
        self._changed.set()
        return True

    def end(self) -> None:
        """Nothing will be put any more."""
        self._ended = True
        self._changed.set()

    async def take(self) -> bytes | None:
        """The message that waits longest; None once all are taken after the end."""
        while not self._waiting:
            if self._ended:
                return None
            self._changed.clear()
            await self._changed.wait()
        message = self._waiting.popleft()
        self._waiting_bytes -= len(message)
        return message
