"""What a subgraph may do wrong with subscriptions over WebSocket, on real sockets."""

import asyncio
from http import HTTPStatus

import pytest

from marketplace.gateway.config import EventSourceConfig
from marketplace.gateway.errors import (
    SubgraphConnectionLostError,
    SubgraphError,
    SubgraphMalformedResponseError,
    SubgraphResponseTooLargeError,
    SubgraphTimeoutError,
    SubgraphUnreachableError,
)
from marketplace.gateway.transport import WebSocketEventSource
from tests.harness.event_subgraph import CONFIG, REQUEST, Script, begin, events, tell
from tests.harness.raw_server import serve_raw


def failure(script: Script, kind: type[SubgraphError], **options) -> str:
    with pytest.raises(kind) as caught:
        events(script, **options)
    assert type(caught.value) is kind
    assert caught.value.message.startswith("Subgraph 'clock': ")
    return caught.value.message


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
