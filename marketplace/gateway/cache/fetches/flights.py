"""Who is asking for what at the moment, in this process."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from marketplace.gateway.cache.store import Entry
from marketplace.gateway.errors import SubgraphError

Flight = asyncio.Future[Entry | None]


class Flights:
    """Each thing that can be kept is asked for by one request at a time; others wait for what it gets. A flight ends
    with the entry, with None where what came cannot be shared, with the subgraph's failure, or cancelled where the
    request that asked was dropped: then another has to ask.
    """

    __slots__ = ("_flights",)

    def __init__(self) -> None:
        self._flights: dict[bytes, Flight] = {}

    def of(self, key: bytes) -> Flight | None:
        return self._flights.get(key)

    @contextmanager
    def taken(self, keys: Iterable[bytes]) -> Iterator[dict[bytes, Entry]]:
        """While the block runs the keys, of which none is in flight, are; it puts what it got into the mapping."""
        loop = asyncio.get_running_loop()
        own: dict[bytes, Flight] = {key: loop.create_future() for key in keys}
        self._flights.update(own)
        got: dict[bytes, Entry] = {}
        failure: SubgraphError | None = None
        landed = False
        try:
            yield got
            landed = True
        except SubgraphError as error:
            failure = error
            raise
        finally:
            for key, flight in own.items():
                del self._flights[key]
                if failure is not None:
                    flight.set_exception(failure)
                    flight.exception()  # read, or asyncio complains where nobody waits
                elif landed:
                    flight.set_result(got.get(key))
                else:
                    flight.cancel()
