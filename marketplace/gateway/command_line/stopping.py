"""An orderly end under a server that waits for its clients before it tells the application that it stops."""

import asyncio
import signal
from collections.abc import Callable

from marketplace.gateway.app import Gateway
from marketplace.gateway.app.messages import Receive, Scope, Send

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StoppableGateway:
    """Ends live subscriptions when the process is told to stop; their clients learn why.

    Granian's own handlers belong to the event loop, which reads signals from a wake-up descriptor. A handler of the
    process is called beside them and replaces nothing.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._ending: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            self._listen(asyncio.get_running_loop())
        await self._gateway(scope, receive, send)

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        for number in STOP_SIGNALS:
            signal.signal(number, lambda *_: _soon(loop, self._end_streams))

    def _end_streams(self) -> None:
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._gateway.streams.end_all())


def _soon(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(callback)
