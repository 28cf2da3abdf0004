"""A subgraph's events where it has several instances."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from marketplace.gateway.errors import SubgraphError
from marketplace.gateway.ports import EventSource, SubgraphRequest, SubgraphResponse


class SeveralEventSources:
    """A subscription goes to the instance that gave events last, at first to the first; where that one fails before its
    first event, to the next. One that breaks later is broken: nobody knows what it has missed.
    """

    def __init__(self, sources: Sequence[EventSource]) -> None:
        self._sources = sources
        self._preferred = 0

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        count = len(self._sources)
        order = [(self._preferred + step) % count for step in range(count)]
        for number in order:
            begun = False
            try:
                async with aclosing(self._sources[number].subscribe(request)) as events:
                    async for event in events:
                        if not begun:
                            begun, self._preferred = True, number
                        yield event
            except SubgraphError:
                if begun or number == order[-1]:
                    raise
            else:
                return
