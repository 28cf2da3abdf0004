"""Events of a subgraph that runs in this process."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping

from marketplace.gateway.errors import SubgraphMalformedResponseError
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse

logger = logging.getLogger(__name__)

Subscribe = Callable[[bytes, Mapping[str, str]], AsyncIterator[bytes]]
"""A subgraph's stream: the body and headers of a request in, one GraphQL response in JSON out for every event. It runs
in the gateway's event loop and must not block it."""


class InProcessEventSource:
    """Reads the subgraph's iterator, and closes it (`aclose`, where it has one) when nobody listens any more."""

    def __init__(self, name: str, subscribe: Subscribe) -> None:
        self._name = name
        self._subscribe = subscribe

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        events: AsyncIterator[bytes] | None = None
        try:
            events = self._subscribe(request.body, request.headers)
            async for event in events:
                yield SubgraphResponse(200, {}, event)
        except Exception as error:
            logger.exception("The event source of subgraph %r raised", self._name)
            raise SubgraphMalformedResponseError(
                self._name, f"its event source raised {type(error).__name__}."
            ) from error
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()
