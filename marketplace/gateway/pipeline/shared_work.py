"""Equal queries of one client that are under way at the same time share one execution."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import orjson

from marketplace.gateway.cache import ResponseRequest, scope_of
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.report import RequestReport

SHARED_HEADERS = ("cache-control",)


class SharedAnswer(NamedTuple):
    """What one execution gives to all."""

    body: bytes
    headers: dict[str, str]
    report: RequestReport | None

    @classmethod
    def of(cls, exchange: Exchange) -> "SharedAnswer | None":
        """None of an answer in parts."""
        if exchange.body is None:
            return None
        headers = exchange.response_headers
        kept = {name: headers[name] for name in SHARED_HEADERS if name in headers}
        return cls(exchange.body, kept, exchange.report)

    def give_to(self, exchange: Exchange) -> None:
        exchange.body = self.body
        exchange.response_headers.update(self.headers)
        if exchange.report is not None:
            exchange.report.cache = "shared"
            if self.report is not None:
                exchange.report.learn(self.report)


class SharedWork:
    """Whoever comes first works, without a task of its own; the others wait. If that one leaves or fails, one of the
    others works in its place. Requests of different principals, or told apart by a header, never meet.
    """

    def __init__(self) -> None:
        self._flights: dict[tuple[object, ...], list[asyncio.Future[SharedAnswer | None]]] = {}
        self.shared = 0

    async def run(
        self, asked: ResponseRequest, work: Callable[[], Awaitable[SharedAnswer | None]]
    ) -> SharedAnswer | None:
        """The answer of another's work; None where this one has worked itself."""
        variables = orjson.dumps(asked.variables, option=orjson.OPT_SORT_KEYS) if asked.variables else b""
        key = (asked.query, asked.operation_name, variables, asked.media_type, asked.vary, scope_of(asked.principal))
        while (waiting := self._flights.get(key)) is not None:
            future: asyncio.Future[SharedAnswer | None] = asyncio.get_running_loop().create_future()
            waiting.append(future)
            answer = await future
            if answer is not None:
                self.shared += 1
                return answer
        await self._lead(key, work)
        return None

    async def _lead(self, key: tuple[object, ...], work: Callable[[], Awaitable[SharedAnswer | None]]) -> None:
        waiting = self._flights[key] = []
        answer: SharedAnswer | None = None
        try:
            answer = await work()
        finally:
            del self._flights[key]
            for future in waiting:
                if not future.done():
                    future.set_result(answer)
