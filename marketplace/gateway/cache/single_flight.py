"""Several callers who want the same thing at the same time share one computation."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class SingleFlight(Generic[Key, Value]):
    """At most one computation a key at any moment, in one event loop.

    A caller that is cancelled leaves alone; the computation goes on for the others. An exception
    reaches every caller that waits, and the next call computes anew.
    """

    __slots__ = ("_flights",)

    def __init__(self) -> None:
        self._flights: dict[Key, asyncio.Future[Value]] = {}

    async def run(self, key: Key, compute: Callable[[], Awaitable[Value]]) -> Value:
        """The value of the computation in flight for this key, which is started if there is none."""
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.ensure_future(compute())
            self._flights[key] = flight
            flight.add_done_callback(lambda finished: self._land(key, finished))
        return await asyncio.shield(flight)

    def _land(self, key: Key, finished: asyncio.Future[Value]) -> None:
        del self._flights[key]
        if not finished.cancelled():
            finished.exception()  # read, or asyncio complains when every caller has left

    def __len__(self) -> int:
        return len(self._flights)
