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
    its end, and it keeps its place among those that `max_waiting` counts until then.
    """

    def __init__(self, name: str, endpoint: Endpoint, config: InProcessTransportConfig) -> None:
        self._name = name
        self._endpoint = endpoint
        self._config = config
        self._pool = ThreadPoolExecutor(config.threads, thread_name_prefix=f"subgraph-{name}")
        self._unfinished = 0
        self._closed = False

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        if self._closed:
            raise SubgraphUnreachableError(self._name, "its transport is closed.")
        if self._unfinished >= self._config.threads + self._config.max_waiting:
            raise SubgraphOverloadedError(self._name, f"{self._unfinished} requests are waiting for it already.")
        answer = await self._call_in_thread(request)
        return SubgraphResponse(
            status=answer.status,
            headers={"content-type": answer.content_type},
            body=answer.body,
        )

    async def why_not_ready(self) -> str | None:
        return f"The transport of subgraph {self._name!r} is closed." if self._closed else None

    async def aclose(self) -> None:
        """Waits for the calls that run, drops those that wait."""
        self._closed = True
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)

    async def _call_in_thread(self, request: SubgraphRequest) -> EndpointAnswer:
        seconds = self._config.response_timeout
        if request.deadline is not None:
            seconds = min(seconds, request.deadline - time.monotonic())
        loop = asyncio.get_running_loop()
        call = self._pool.submit(self._endpoint, request.body, request.headers)
        self._unfinished += 1
        call.add_done_callback(lambda _: _soon(loop, self._forget))
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                return await asyncio.wrap_future(call)
        except TimeoutError:
            raise SubgraphTimeoutError(self._name, f"no answer within {max(0.0, seconds):.1f} s.") from None
        except Exception as error:
            logger.exception("The endpoint of subgraph %r raised", self._name)
            raise SubgraphMalformedResponseError(
                self._name, f"its endpoint raised {type(error).__name__} instead of answering."
            ) from error

    def _forget(self) -> None:
        self._unfinished -= 1


def _soon(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    """From any thread; the loop may have ended before the call did."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(callback)
