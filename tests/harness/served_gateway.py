"""A gateway on a real socket, in the test's own event loop."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from granian.constants import Interfaces
from granian.server.embed import Server
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from marketplace.gateway.app import Gateway
from tests.harness.processes import accepts_connections, free_port

SUBPROTOCOL = Subprotocol("graphql-transport-ws")


@dataclass
class ServedGateway:
    """Where it listens."""

    gateway: Gateway
    port: int

    @asynccontextmanager
    async def websocket(self, *, initialised: bool = True, **options) -> AsyncIterator[ClientConnection]:
        """A client's connection, acknowledged unless the test wants to do that itself."""
        options.setdefault("subprotocols", [SUBPROTOCOL])
        async with connect(f"ws://127.0.0.1:{self.port}/graphql", compression=None, **options) as connection:
            if initialised:
                await tell(connection, {"type": "connection_init"})
                assert await hear(connection) == {"type": "connection_ack"}
            yield connection

    @asynccontextmanager
    async def events(
        self, query: str, *, method: str = "POST", headers: str = "", accept: str = "text/event-stream"
    ) -> AsyncIterator["EventReader"]:
        """An event stream, its head read already."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = orjson.dumps({"query": query}) if method == "POST" else b""
        target = "/graphql" if method == "POST" else f"/graphql?query={query}"
        writer.write(
            f"{method} {target} HTTP/1.1\r\nhost: test\r\naccept: {accept}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n{headers}\r\n".encode()
            + body
        )
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            yield EventReader(reader, head)
        finally:
            writer.transport.abort()


@dataclass
class EventReader:
    """The chunks of a response, put together to events."""

    reader: asyncio.StreamReader
    head: str
    rest: bytes = b""

    async def next(self, *, comments: bool = False) -> tuple[str, Any]:
        """Name and parsed data of the next event; ("", None) at the end; (":", None) for a comment if wanted."""
        while True:
            while b"\n\n" not in self.rest:
                chunk = await self._chunk()
                if not chunk:
                    return "", None
                self.rest += chunk
            block, _, self.rest = self.rest.partition(b"\n\n")
            fields = dict(line.partition(b":")[::2] for line in block.split(b"\n"))
            if b"event" in fields:
                data = fields.get(b"data", b"").strip()
                return fields[b"event"].decode().strip(), orjson.loads(data) if data else None
            if comments:
                return ":", None

    async def _chunk(self) -> bytes:
        try:
            size = int(await self.reader.readuntil(b"\r\n"), 16)
            chunk = await self.reader.readexactly(size + 2)
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""
        return chunk[:-2]


@asynccontextmanager
async def served(gateway: Gateway) -> AsyncIterator[ServedGateway]:
    """Serve until the block ends, then stop it as a signal would."""
    port = free_port()
    server = Server(gateway, port=port, interface=Interfaces.ASGI, log_enabled=False)
    with _handlers_kept():
        serving = asyncio.create_task(server.serve())
        while not await asyncio.to_thread(accepts_connections, port):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
        try:
            yield ServedGateway(gateway, port)
        finally:
            server.stop()
            async with asyncio.timeout(20):
                await serving


@contextlib.contextmanager
def _handlers_kept():
    """The server takes the process's signal handlers over; a test run wants them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


async def tell(connection: ClientConnection, message: object) -> None:
    await connection.send(orjson.dumps(message), text=True)


async def hear(connection: ClientConnection, within: float = 5.0) -> dict[str, Any]:
    async with asyncio.timeout(within):
        message: dict[str, Any] = orjson.loads(await connection.recv())
    return message


async def until(condition, within: float = 5.0) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - any state, of whatever is tested
            await asyncio.sleep(0.005)
