"""The way to a subgraph that runs in this process: a call in a thread of its own bounded pool."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from marketplace.gateway.config import InProcessTransportConfig
from marketplace.gateway.errors import (
    SubgraphMalformedResponseError,
    SubgraphOverloadedError,
    SubgraphTimeoutError,
    SubgraphUnreachableError,
)
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport.bulkhead import Bulkhead, BulkheadFull
from marketplace.gateway.transport.deadline import DEADLINE_HEADER, milliseconds

logger = logging.getLogger(__name__)


class EndpointAnswer(Protocol):
    """What a subgraph's endpoint gives back."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...
    @property
    def content_type(self) -> str: ...


Endpoint = Callable[[bytes, Mapping[str, str]], EndpointAnswer]
"""A subgraph: body and headers in, answer out; called in a thread, blocks it."""


class InProcessTransport:
    """Each subgraph has its own threads, so a slow one cannot starve the others.

    A thread cannot be interrupted: after a timeout the client is answered while the call runs to
    its end, and it keeps its thread until then. Nothing is begun for which no time is left.
    """

    def __init__(self, name: str, endpoint: Endpoint, config: InProcessTransportConfig) -> None:
        self._name = name
        self._endpoint = endpoint
        self._config = config
        self._pool = ThreadPoolExecutor(config.threads, thread_name_prefix=f"subgraph-{name}")
        self._places = Bulkhead(config.threads, config.max_waiting)
        self._closed = False

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        if self._closed:
            raise SubgraphUnreachableError(self._name, "its transport is closed.")
        now = time.monotonic()
        ends = now + self._config.response_timeout
        if request.deadline is not None and request.deadline < ends:
            ends = request.deadline
        if ends <= now:
            raise SubgraphTimeoutError(self._name, "no time was left to ask it.")
        try:
            place = self._places.enter()
        except BulkheadFull:
            raise SubgraphOverloadedError(
                self._name, f"{self._places.inside} requests are under way and {self._places.waiting} wait."
            ) from None
        try:
            async with asyncio.timeout(ends - now):
                if place is not None:
                    await self._places.wait(place)
                answer = await self._call_in_thread(request, ends - time.monotonic())
        except TimeoutError:
            raise SubgraphTimeoutError(self._name, f"no answer within {ends - now:.1f} s.") from None
        return SubgraphResponse(
            status=answer.status,
            headers={"content-type": answer.content_type},
            body=answer.body,
        )

    async def check(self, _path: str, _seconds: float) -> str | None:
        """Alive as long as this process is."""
        return "is closed" if self._closed else None

    async def why_not_ready(self) -> str | None:
        return f"The transport of subgraph {self._name!r} is closed." if self._closed else None

    async def aclose(self) -> None:
        """Waits for the calls that run, drops those that wait."""
        self._closed = True
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)

    async def _call_in_thread(self, request: SubgraphRequest, seconds: float) -> EndpointAnswer:
        """In a place that was entered; the thread leaves it when it has ended, waited for or not."""
        loop = asyncio.get_running_loop()
        headers = {**request.headers, DEADLINE_HEADER: str(milliseconds(seconds))}
        try:
            call = self._pool.submit(self._endpoint, request.body, headers)
        except RuntimeError as error:
            self._places.leave()
            raise SubgraphUnreachableError(self._name, "its transport is closed.") from error
        call.add_done_callback(lambda _: _soon(loop, self._places.leave))
        try:
            return await asyncio.wrap_future(call)
        except Exception as error:
            logger.exception("The endpoint of subgraph %r raised", self._name)
            raise SubgraphMalformedResponseError(
                self._name, f"its endpoint raised {type(error).__name__} instead of answering."
            ) from error


def _soon(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    """From any thread; the loop may have ended before the call did."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(callback)
