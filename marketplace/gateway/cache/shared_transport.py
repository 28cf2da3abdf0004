"""Equal queries to a subgraph that are under way at the same time share one request."""

import asyncio
import time
from collections.abc import Mapping

from marketplace.gateway.errors import SubgraphError, SubgraphTimeoutError
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse, Transport

OF_ONE_REQUEST = frozenset({"x-request-id", "traceparent", "tracestate", "baggage"})
"""Headers (in lower case) that say nothing about who asks, and differ from request to request."""

_Outcome = SubgraphResponse | SubgraphError | None
"""None where the request was dropped by the client that it was made for."""


class SharedTransport:
    """Around the transport to one subgraph. Only what may be repeated is shared (no mutations), and only between
    requests with the same body and the same headers but for `OF_ONE_REQUEST`: whoever is told apart by a header,
    as by the identity token, never shares. Nobody changes a response, so all get the same object.

    The request is made by whoever comes first, without a task of its own; if that one leaves, or runs out of a
    shorter time, one of the others makes it again.
    """

    def __init__(self, name: str, inner: Transport) -> None:
        self._name = name
        self.inner = inner
        self._flights: dict[tuple[object, ...], list[asyncio.Future[_Outcome]]] = {}
        self.shared = 0

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        if not request.repeatable:
            return await self.inner.send(request)
        key = (request.body, *_identity(request.headers))
        while (waiting := self._flights.get(key)) is not None:
            outcome = await self._wait(request, waiting)
            if isinstance(outcome, SubgraphResponse):
                self.shared += 1
                return outcome
            if outcome is not None and not isinstance(outcome, SubgraphTimeoutError):
                raise outcome
        return await self._lead(request, key)

    async def _lead(self, request: SubgraphRequest, key: tuple[object, ...]) -> SubgraphResponse:
        waiting = self._flights[key] = []
        outcome: _Outcome = None
        try:
            outcome = response = await self.inner.send(request)
        except SubgraphError as error:
            outcome = error
            raise
        finally:
            del self._flights[key]
            for future in waiting:
                if not future.done():
                    future.set_result(outcome)
        return response

    async def _wait(self, request: SubgraphRequest, waiting: list[asyncio.Future[_Outcome]]) -> _Outcome:
        future: asyncio.Future[_Outcome] = asyncio.get_running_loop().create_future()
        waiting.append(future)
        if request.deadline is None:
            return await future
        seconds = max(0.0, request.deadline - time.monotonic())
        try:
            async with asyncio.timeout(seconds):
                return await future
        except TimeoutError:
            raise SubgraphTimeoutError(self._name, f"no answer within {seconds:.1f} s.") from None

    async def why_not_ready(self) -> str | None:
        return await self.inner.why_not_ready()

    async def aclose(self) -> None:
        await self.inner.aclose()


def _identity(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    return [item for item in headers.items() if item[0] not in OF_ONE_REQUEST]
