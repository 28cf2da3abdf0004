"""A subgraph that speaks `graphql-transport-ws` as a test's script says, and a gateway's event source that listens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from marketplace.gateway.config import EventSourceConfig
from marketplace.gateway.ports import SubgraphRequest
from marketplace.gateway.transport import WebSocketEventSource
from tests.harness.served_gateway import until

BODY = b'{"query":"subscription { a }","variables":{"x":1}}'
REQUEST = SubgraphRequest("clock", BODY, {"x-who": "me"})
CONFIG = EventSourceConfig(open_timeout=0.5, max_event_bytes=10_000)

Script = Callable[[ServerConnection], Awaitable[None]]


@dataclass
class Subgraph:
    """A server of the subprotocol; `open` connections are counted."""

    port: int = 0
    open: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/live"


@asynccontextmanager
async def subgraph(script: Script, subprotocol: str | None = "graphql-transport-ws") -> AsyncIterator[Subgraph]:
    running = Subgraph()

    async def handle(connection: ServerConnection) -> None:
        running.open += 1
        try:
            await script(connection)
        except ConnectionClosed:
            pass
        finally:
            running.open -= 1

    spoken = None if subprotocol is None else [Subprotocol(subprotocol)]
    async with serve(handle, "127.0.0.1", 0, subprotocols=spoken) as server:
        running.port = next(iter(server.sockets)).getsockname()[1]
        yield running


async def hear(connection: ServerConnection) -> dict[str, Any]:
    message: dict[str, Any] = orjson.loads(await connection.recv())
    return message


async def tell(connection: ServerConnection, **message: object) -> None:
    await connection.send(orjson.dumps(message), text=True)


async def begin(connection: ServerConnection) -> dict[str, Any]:
    """Acknowledge, and give the `subscribe` message."""
    assert (await hear(connection))["type"] == "connection_init"
    await tell(connection, type="connection_ack")
    return await hear(connection)


def events(script: Script, config: EventSourceConfig = CONFIG, **options) -> list[object]:
    """All responses, parsed; afterwards the subgraph has no connection any more."""

    async def scenario() -> list[object]:
        async with subgraph(script, **options) as running:
            source = WebSocketEventSource("clock", running.url, config)
            try:
                return [orjson.loads(response.body) async for response in source.subscribe(REQUEST)]
            finally:
                await until(lambda: running.open == 0)

    return asyncio.run(scenario())
