"""Subscriptions to subgraphs over WebSocket, on real sockets."""

import asyncio
from contextlib import aclosing

import orjson
import pytest
from websockets.asyncio.server import unix_serve
from websockets.typing import Subprotocol

from marketplace.gateway.transport import WebSocketEventSource
from tests.harness.event_subgraph import BODY, CONFIG, REQUEST, begin, events, hear, subgraph, tell
from tests.harness.served_gateway import until


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
