"""One supergraph in service, and those who use it."""

import asyncio
from collections.abc import Iterable
from types import TracebackType

from marketplace.gateway.pipeline import Handler, Services
from marketplace.gateway.ports import Transport


class Generation:
    """Requests and live subscriptions end with the supergraph they began with; its own transports are closed when the
    last of them has ended.
    """

    def __init__(self, services: Services, own_transports: Iterable[Transport]) -> None:
        self.services = services
        self._handler = Handler(services)
        self._own_transports = tuple(own_transports)
        self._users = 0
        self._unused = asyncio.Event()
        self._unused.set()

    @property
    def users(self) -> int:
        return self._users

    def enter(self) -> Handler:
        """Before all the work of one request, many at a time; `leave` after it."""
        if not self._users:
            self._unused.clear()
        self._users += 1
        return self._handler

    def leave(self) -> None:
        self._users -= 1
        if not self._users:
            self._unused.set()

    __enter__ = enter

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    async def close_when_unused(self) -> None:
        """For a generation that gets no new users."""
        await self._unused.wait()
        await self.aclose()

    async def aclose(self) -> None:
        """Release its connections."""
        await asyncio.gather(*(transport.aclose() for transport in self._own_transports))
