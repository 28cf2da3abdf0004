"""An application for the gateway's server whose answers a test decides."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field

import uvloop

from marketplace.gateway.app.messages import Receive, Scope, Send
from marketplace.gateway.config import GatewayConfig, ServerConfig
from marketplace.gateway.errors import RequestError
from marketplace.gateway.pipeline import Exchange, HttpRequest, HttpResponse, Response, new_exchange
from marketplace.gateway.server import Listener

Answer = Callable[[HttpRequest], Awaitable[Response]]


async def echo(request: HttpRequest) -> Response:
    """What arrived, in one line."""
    text = f"{request.method} {request.path}?{request.query_string} {request.body.decode()}"
    return HttpResponse(200, {"content-type": "text/plain"}, text.encode())


@dataclass
class StubFace:
    """Counts what happens to requests."""

    config: GatewayConfig
    answer: Answer = echo
    cancelled: int = 0
    refused: list[RequestError] = field(default_factory=list)

    def begin(self, request: HttpRequest) -> Exchange:
        return new_exchange(request)

    async def respond(self, exchange: Exchange) -> Response:
        try:
            return await self.answer(exchange.request)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    def refuse(self, exchange: Exchange, error: RequestError) -> Response:
        self.refused.append(error)
        return HttpResponse(error.http_status, {"content-type": "text/plain"}, error.message.encode())

    def admit_stream(self, *, lasting: bool) -> AbstractContextManager[None]:
        return nullcontext()

    async def serve_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Says every text back, until the client says goodbye."""
        await receive()
        await send({"type": "websocket.accept", "subprotocol": scope["subprotocols"][0] or None})
        while (message := await receive())["type"] == "websocket.receive":
            if message.get("text") == "goodbye":
                await send({"type": "websocket.close", "code": 4000, "reason": "goodbye"})
                return
            await send({"type": "websocket.send", "text": message.get("text") or message["bytes"].decode()})

    async def start(self) -> None:
        pass

    async def reload_configuration(self) -> None:
        pass

    async def begin_drain(self) -> None:
        pass

    async def aclose(self) -> None:
        pass


@dataclass
class Served:
    """A listener on a free loopback port, in the test's own event loop."""

    face: StubFace
    listener: Listener
    port: int

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, request: str | bytes) -> bytes:
        """All that comes back until the server closes the connection."""
        reader, writer = await self.connect()
        writer.write(request.encode() if isinstance(request, str) else request)
        try:
            async with asyncio.timeout(8):
                return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def served(answer: Answer = echo, server: ServerConfig | None = None, **options: object) -> AsyncIterator[Served]:
    """`options` are the gateway's."""
    face = StubFace(GatewayConfig(server=server or ServerConfig(), **options), answer)  # type: ignore[arg-type]
    listening = socket.create_server(("127.0.0.1", 0))
    listener = Listener(face)
    await listener.start(listening)
    try:
        yield Served(face, listener, listening.getsockname()[1])
    finally:
        await listener.drain(0.0, 0.0)


def run(test: Callable[[], Awaitable[None]]) -> None:
    """In the event loop that the server uses."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_awaited(test))


async def _awaited(test: Callable[[], Awaitable[None]]) -> None:
    async with asyncio.timeout(20):
        await test()
