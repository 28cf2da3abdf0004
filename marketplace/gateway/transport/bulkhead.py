"""How many requests one peer is sent at a time, and how many may wait for that."""

import asyncio
from collections import deque
from contextlib import suppress

BACKED_OFF = 0.9


class BulkheadFull(Exception):  # noqa: N818 - becomes a SubgraphError once the subgraph is known
    """As many wait as may."""


class Bulkhead:
    """Each peer has its own, so a slow one fills its own places and nobody else's (Nygard, "Release It!", chapter 5).

    Whoever entered leaves once. Those who wait enter in their order. With `minimum` the limit adapts itself between
    that and `limit`: a failure takes a tenth off it, and every full round of successes at the limit gives one place
    back (additive increase, multiplicative decrease: TCP's congestion avoidance, RFC 5681).
    """

    __slots__ = ("_allowed", "_inside", "_maximum", "_minimum", "_waiting", "max_waiting")

    def __init__(self, limit: int, max_waiting: int, minimum: int | None = None) -> None:
        self._maximum = limit
        self._minimum = limit if minimum is None else min(minimum, limit)
        self._allowed = float(limit)
        self._inside = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.max_waiting = max_waiting

    @property
    def inside(self) -> int:
        return self._inside

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def limit(self) -> int:
        """Of this moment."""
        return int(self._allowed)

    def enter(self) -> asyncio.Future[None] | None:
        """None: entered. Else to be given to `wait`. Raises BulkheadFull."""
        if self._inside + 1 <= self._allowed and not self._waiting:
            self._inside += 1
            return None
        if len(self._waiting) >= self.max_waiting:
            raise BulkheadFull
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        return place

    async def wait(self, place: asyncio.Future[None]) -> None:
        """Until the place is free. Cancelled, it has not entered."""
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave()
            else:
                with suppress(ValueError):
                    self._waiting.remove(place)
            raise

    def leave(self, *, failed: bool = False) -> None:
        """The request has ended; `failed` when that was a sign of too much load."""
        if self._minimum < self._maximum:
            self._adapt(failed=failed)
        self._inside -= 1
        while self._waiting and self._inside + 1 <= self._allowed:
            place = self._waiting.popleft()
            if not place.done():
                self._inside += 1
                place.set_result(None)

    def _adapt(self, *, failed: bool) -> None:
        if failed:
            self._allowed = max(float(self._minimum), self._allowed * BACKED_OFF)
        elif self._inside + 1 > self._allowed:
            self._allowed = min(float(self._maximum), self._allowed + 1.0 / self._allowed)
