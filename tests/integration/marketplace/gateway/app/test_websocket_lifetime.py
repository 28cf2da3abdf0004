"""How long a WebSocket connection lives, and what is left of it: nothing."""

import asyncio
import contextlib
import socket

import pytest
from websockets.exceptions import ConnectionClosed

from tests.harness.clock_gateway import ClockGateway
from tests.harness.served_gateway import hear, served, tell, until

NEWS = {"id": "1", "type": "subscribe", "payload": {"query": "subscription { news }"}}
PULSE = {"id": "1", "type": "subscribe", "payload": {"query": "subscription { pulse }"}}


def run(scenario, **live) -> None:
    async def around() -> None:
        small = ClockGateway(**live)
        async with served(small.gateway) as server:
            await scenario(small, server)
            await until(lambda: small.events.open == 0 and len(small.gateway.streams) == 0)

    asyncio.run(around())


async def code_of_close(connection) -> int:
    """Reads to the end."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            await hear(connection)
    return int(connection.close_code)


@pytest.mark.parametrize("how", ["close", "cut"])
def test_a_client_that_leaves_takes_its_subscriptions_along(how):
    async def scenario(small, server):
        async with server.websocket() as connection:
            for operation_id in "abc":
                await tell(connection, {**PULSE, "id": operation_id})
            await until(lambda: small.events.open == 3)
            if how == "cut":
                connection.transport.abort()
            else:
                await connection.close()
            await until(lambda: small.events.open == 0)

    run(scenario)


def test_a_silent_connection_is_kept_alive_as_long_as_pings_are_answered():
    async def scenario(_small, server):
        async with server.websocket() as connection:
            for _ in range(3):
                assert await hear(connection) == {"type": "ping"}
                await tell(connection, {"type": "pong"})
            assert await hear(connection) == {"type": "ping"}
            assert await code_of_close(connection) == 1008

    run(scenario, keep_alive=0.1)


def test_a_client_too_slow_for_its_events_is_closed():
    """It reads nothing: the network fills up, then the outbox, and both are bounded."""

    async def scenario(small, server):
        async with server.websocket(max_queue=1) as connection:
            connection.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            await tell(connection, NEWS)
            await until(lambda: small.events.open == 1)
            connection.transport.pause_reading()
            sent = 0
            while small.events.open and sent < 5_000:
                small.events.emit({"data": {"news": "n" * 20_000}})
                sent += 1
                await asyncio.sleep(0)
            assert small.events.open == 0
            assert sent < 5_000
            connection.transport.resume_reading()
            assert await code_of_close(connection) == 1013

    run(scenario, max_waiting_bytes=200_000)


def test_a_client_that_takes_nothing_at_all_is_cut_off():
    async def scenario(small, server):
        async with server.websocket(max_queue=1) as connection:
            await tell(connection, NEWS)
            await until(lambda: small.events.open == 1)
            connection.transport.pause_reading()
            while small.events.open:
                small.events.emit({"data": {"news": "n" * 200_000}})
                await asyncio.sleep(0.005)
            await until(lambda: len(small.gateway.streams) == 0, within=10)
            connection.transport.abort()

    run(scenario, max_waiting_bytes=100_000_000, send_timeout=0.2)


def test_more_clients_than_allowed_are_sent_away():
    async def scenario(_small, server):
        async with server.websocket() as first:
            async with server.websocket(initialised=False) as second:
                assert await code_of_close(second) == 1013
            async with server.events("subscription { pulse }") as refused:
                assert " 503 " in refused.head
                assert "retry-after: 5" in refused.head
            await tell(first, {"type": "ping"})
            assert await hear(first) == {"type": "pong"}

    run(scenario, max_streams=1)


def test_a_gateway_that_stops_says_so():
    async def scenario(small, server):
        async with server.websocket() as connection, server.events("subscription { pulse }") as events:
            await tell(connection, PULSE)
            await until(lambda: small.events.open == 2)
            await small.gateway.streams.end_all()
            assert small.events.open == 0
            assert await code_of_close(connection) == 1001
            assert await events.next() == ("", None)

    run(scenario)
