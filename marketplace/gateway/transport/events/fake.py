"""An event source that a test feeds."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import orjson

from marketplace.gateway.errors import SubgraphError
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse


class FakeEventSource:
    """Gives every subscription what is emitted while it is open. `open` counts them."""

    def __init__(self) -> None:
        self.requests: list[SubgraphRequest] = []
        self._queues: list[asyncio.Queue[dict[str, Any] | SubgraphError | None]] = []

    @property
    def open(self) -> int:
        return len(self._queues)

    def emit(self, event: dict[str, Any] | SubgraphError | None) -> None:
        """A GraphQL response, a failure to raise, or None for the end."""
        for queue in self._queues:
            queue.put_nowait(event)

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        self.requests.append(request)
        queue: asyncio.Queue[dict[str, Any] | SubgraphError | None] = asyncio.Queue()
        self._queues.append(queue)
        try:
            while (event := await queue.get()) is not None:
                if isinstance(event, SubgraphError):
                    raise event
                yield SubgraphResponse(200, {}, orjson.dumps(event))
        finally:
            self._queues.remove(queue)
