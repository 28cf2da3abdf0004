"""WebSocket on the gateway's own server, asked by a client of another make's protocol code: RFC 6455."""

from __future__ import annotations

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from marketplace.gateway.config import LimitsConfig
from tests.harness.stub_face import run, served

GRAPHQL = Subprotocol("graphql-transport-ws")


def test_texts_there_and_back() -> None:
    async def test() -> None:
        async with (
            served() as server,
            connect(f"ws://127.0.0.1:{server.port}/graphql", subprotocols=[GRAPHQL]) as client,
        ):
            assert client.subprotocol == GRAPHQL
            for text in ("a", "ä" * 1_000, "x" * 100_000):
                await client.send(text)
                assert await client.recv() == text

    run(test)


def test_a_message_in_fragments_and_pings_between() -> None:
    async def test() -> None:
        async with served() as server, connect(f"ws://127.0.0.1:{server.port}/") as client:
            await client.send(["one, ", "two, ", "three"])
            await (await client.ping())
            assert await client.recv() == "one, two, three"

    run(test)


def test_the_application_closes_with_code_and_reason() -> None:
    async def test() -> None:
        async with served() as server, connect(f"ws://127.0.0.1:{server.port}/") as client:
            await client.send("goodbye")
            with pytest.raises(ConnectionClosed) as closed:
                await client.recv()
            assert closed.value.rcvd is not None
            assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4000, "goodbye")

    run(test)


def test_a_message_that_is_too_large_is_refused() -> None:
    async def test() -> None:
        limits = LimitsConfig(max_body_bytes=1_000)
        async with served(limits=limits) as server, connect(f"ws://127.0.0.1:{server.port}/") as client:
            await client.send("x" * 1_001)
            with pytest.raises(ConnectionClosed) as closed:
                await client.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1009

    run(test)


def test_a_bad_handshake_is_answered_and_nothing_is_left() -> None:
    async def test() -> None:
        async with served() as server:
            answer = await server.ask(
                "GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
                "sec-websocket-version: 13\r\nsec-websocket-key: short\r\n\r\n"
            )
            assert answer.startswith(b"HTTP/1.1 400 ")
            await asyncio.sleep(0.05)
            assert server.listener.connections == 0

    run(test)


def test_many_clients_leave_nothing_behind() -> None:
    async def test() -> None:
        async with served() as server:
            async with asyncio.TaskGroup() as group:
                for number in range(30):
                    group.create_task(_say(server.port, f"client {number}"))
            await asyncio.sleep(0.1)
            assert server.listener.connections == 0

    run(test)


async def _say(port: int, text: str) -> None:
    async with connect(f"ws://127.0.0.1:{port}/") as client:
        await client.send(text)
        assert await client.recv() == text


def test_a_plain_request_is_no_handshake() -> None:
    async def test() -> None:
        async with served() as server:
            with pytest.raises(InvalidStatus):
                async with connect(f"ws://127.0.0.1:{server.port}/", additional_headers={"upgrade": "h2c"}):
                    raise AssertionError

    run(test)
