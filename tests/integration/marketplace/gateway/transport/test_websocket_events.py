"""Subscriptions to subgraphs over WebSocket, on real sockets, and what a subgraph may do wrong."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

import orjson
import pytest
from websockets.asyncio.server import ServerConnection, serve, unix_serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from marketplace.gateway.config import EventSourceConfig
from marketplace.gateway.errors import (
    SubgraphConnectionLostError,
    SubgraphError,
    SubgraphMalformedResponseError,
    SubgraphResponseTooLargeError,
    SubgraphTimeoutError,
    SubgraphUnreachableError,
)
from marketplace.gateway.ports import SubgraphRequest
from marketplace.gateway.transport import WebSocketEventSource
from tests.harness.raw_server import serve_raw
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


async def hear(connection: ServerConnection) -> dict[str, object]:
    message: dict[str, object] = orjson.loads(await connection.recv())
    return message


async def tell(connection: ServerConnection, **message: object) -> None:
    await connection.send(orjson.dumps(message), text=True)


async def begin(connection: ServerConnection) -> dict[str, object]:
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


def failure(script: Script, kind: type[SubgraphError], **options) -> str:
    with pytest.raises(kind) as caught:
        events(script, **options)
    assert type(caught.value) is kind
    assert caught.value.message.startswith("Subgraph 'clock': ")
    return caught.value.message


def test_speaks_the_subprotocol():
    seen: list[object] = []

    async def script(connection):
        assert connection.request is not None
        seen.append((connection.request.path, connection.request.headers["x-who"]))
        seen.append(await hear(connection))
        await tell(connection, type="ping")
        seen.append(await hear(connection))
        await tell(connection, type="connection_ack")
        seen.append(await hear(connection))
        await tell(connection, type="ping", payload={})
        seen.append(await hear(connection))
        for number in (1, 2):
            await tell(connection, type="next", id="1", payload={"data": {"a": number}})
        await tell(connection, type="complete", id="1")
        await connection.wait_closed()

    assert events(script) == [{"data": {"a": 1}}, {"data": {"a": 2}}]
    assert seen == [
        ("/live", "me"),
        {"type": "connection_init", "payload": {"x-who": "me"}},
        {"type": "pong"},
        {"id": "1", "type": "subscribe", "payload": orjson.loads(BODY)},
        {"type": "pong"},
    ]


def test_a_refused_operation_is_the_only_event():
    async def script(connection):
        await begin(connection)
        await tell(connection, type="error", id="1", payload=[{"message": "No."}])
        await connection.wait_closed()

    assert events(script) == [{"errors": [{"message": "No."}]}]


def test_closing_the_generator_closes_the_connection():
    async def script(connection):
        await begin(connection)
        for number in range(3):
            await tell(connection, type="next", id="1", payload={"data": {"a": number}})
        await connection.wait_closed()

    async def scenario():
        async with subgraph(script) as running:
            source = WebSocketEventSource("clock", running.url, CONFIG)
            async with aclosing(source.subscribe(REQUEST)) as stream:
                await anext(stream)
                assert running.open == 1
            await until(lambda: running.open == 0)

    asyncio.run(scenario())


def test_a_subgraph_faster_than_its_reader_is_held_up():
    """Reading ahead is bounded: the rest waits at the subgraph."""
    sent = 0

    async def script(connection):
        nonlocal sent
        await begin(connection)
        while True:
            await tell(connection, type="next", id="1", payload={"data": {"a": "x" * 9_000}})
            sent += 1

    async def scenario():
        async with subgraph(script) as running:
            async with aclosing(WebSocketEventSource("clock", running.url, CONFIG).subscribe(REQUEST)) as stream:
                await anext(stream)
                await asyncio.sleep(0.5)
                assert sent < 5_000
            await until(lambda: running.open == 0)

    asyncio.run(scenario())


def test_over_a_unix_socket(tmp_path):
    async def script(connection):
        await begin(connection)
        await tell(connection, type="complete", id="1")
        await connection.wait_closed()

    async def scenario():
        path = str(tmp_path / "s")
        async with unix_serve(script, path, subprotocols=[Subprotocol("graphql-transport-ws")]):
            source = WebSocketEventSource("clock", f"unix:{path}:/live", CONFIG)
            return [response async for response in source.subscribe(REQUEST)]

    assert asyncio.run(scenario()) == []


@pytest.mark.parametrize("scheme", ["ws", "http"])
def test_either_scheme_names_the_same_place(scheme):
    WebSocketEventSource("clock", f"{scheme}://127.0.0.1:4000/live", CONFIG)


@pytest.mark.parametrize("url", ["", "ftp://a/", "ws://", "unix:relative"])
def test_other_addresses_are_refused(url):
    with pytest.raises(ValueError, match=r"URL|socket"):
        WebSocketEventSource("clock", url, CONFIG)


def test_nobody_listens():
    async def scenario():
        return [
            response async for response in WebSocketEventSource("clock", "ws://127.0.0.1:9/", CONFIG).subscribe(REQUEST)
        ]

    with pytest.raises(SubgraphUnreachableError, match="cannot open a WebSocket"):
        asyncio.run(scenario())


@pytest.mark.parametrize(
    ("subprotocol", "kind"), [("graphql-ws", SubgraphUnreachableError), (None, SubgraphMalformedResponseError)]
)
def test_another_subprotocol_or_none(subprotocol, kind):
    async def script(connection):
        await connection.wait_closed()

    failure(script, kind, subprotocol=subprotocol)


def test_no_acknowledgement():
    async def script(connection):
        await connection.wait_closed()

    assert "did not acknowledge" in failure(script, SubgraphTimeoutError)


@pytest.mark.parametrize("message", ["nonsense", "[]", "{}", '{"type": 1}'])
def test_messages_of_no_protocol(message):
    async def script(connection):
        await begin(connection)
        await connection.send(message)
        await connection.wait_closed()

    assert "it sent a message that is not" in failure(script, SubgraphMalformedResponseError)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_closed_in_the_middle(when):
    async def script(connection):
        if when == "after":
            await begin(connection)
        await connection.close(4400, "go away")

    assert "4400" in failure(script, SubgraphConnectionLostError)


def test_a_connection_cut_in_the_middle():
    async def script(connection):
        await begin(connection)
        connection.transport.abort()

    failure(script, SubgraphConnectionLostError)


def test_an_event_that_is_too_large():
    async def script(connection):
        await begin(connection)
        await tell(connection, type="next", id="1", payload={"data": {"a": "x" * 20_000}})
        await connection.wait_closed()

    assert "larger than 10000 bytes" in failure(script, SubgraphResponseTooLargeError)


def test_a_subgraph_that_answers_no_ping_is_given_up():
    """It neither reads nor closes: only the unanswered ping tells."""

    async def script(connection):
        await begin(connection)
        connection.transport.pause_reading()
        await asyncio.sleep(0.5)
        connection.transport.resume_reading()
        await connection.wait_closed()

    config = EventSourceConfig(open_timeout=0.5, ping_interval=0.1)
    failure(script, SubgraphConnectionLostError, config=config)


def test_a_redirect_is_not_followed():
    """It could lead the client's identity to another host."""
    elsewhere = 0

    async def script(reader, writer, number):
        nonlocal elsewhere
        elsewhere += number > 0
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"x-who: me" in head
        status = HTTPStatus.FOUND
        writer.write(f"HTTP/1.1 {status} {status.phrase}\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()

    async def scenario():
        async with serve_raw(script) as server:
            source = WebSocketEventSource("clock", server.url, CONFIG)
            return [response async for response in source.subscribe(REQUEST)]

    with pytest.raises(SubgraphUnreachableError, match="302"):
        asyncio.run(scenario())
    assert elsewhere == 0


@pytest.mark.parametrize("answer", [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", b"nonsense\r\n\r\n", b""])
def test_a_server_that_knows_no_websockets(answer):
    async def script(reader, writer, _number):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    async def scenario():
        async with serve_raw(script) as server:
            source = WebSocketEventSource("clock", server.url, CONFIG)
            return [response async for response in source.subscribe(REQUEST)]

    with pytest.raises(SubgraphUnreachableError):
        asyncio.run(scenario())


def test_a_server_that_says_nothing():
    async def script(reader, _writer, _number):
        await reader.read()

    async def scenario():
        async with serve_raw(script) as server:
            source = WebSocketEventSource("clock", server.url, CONFIG)
            return [response async for response in source.subscribe(REQUEST)]

    with pytest.raises(SubgraphUnreachableError, match=r"no WebSocket handshake within 0\.5 s"):
        asyncio.run(scenario())
