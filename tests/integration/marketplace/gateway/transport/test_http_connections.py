"""The HTTP client's connections: reuse, staleness, bounds, readiness, Unix sockets."""

import asyncio
from contextlib import suppress

import pytest

from marketplace.gateway.config import HttpTransportConfig
from marketplace.gateway.errors import SubgraphConnectionLostError, SubgraphOverloadedError, SubgraphUnreachableError
from marketplace.gateway.ports import SubgraphRequest
from marketplace.gateway.transport import HttpTransport
from tests.harness.raw_server import RawServer, Script, json_response, read_request, serve_raw

QUERY = SubgraphRequest(subgraph="users", body=b'{"query":"{a}"}', headers={}, repeatable=True)
MUTATION = SubgraphRequest(subgraph="users", body=b'{"query":"mutation{a}"}', headers={})
CONFIG = HttpTransportConfig(response_timeout=2.0)


async def keep_alive(reader, writer, _number) -> None:
    while True:
        await read_request(reader)
        writer.write(json_response(b"{}"))


def using(script: Script, work, config=CONFIG) -> None:
    async def scenario() -> None:
        async with serve_raw(script) as server:
            transport = HttpTransport("users", server.url, config)
            try:
                await work(transport, server)
            finally:
                await transport.aclose()

    asyncio.run(scenario())


def test_requests_one_after_the_other_share_a_connection():
    async def work(transport: HttpTransport, server: RawServer) -> None:
        for _ in range(10):
            assert (await transport.send(QUERY)).body == b"{}"
        assert server.connections == 1

    using(keep_alive, work)


def test_concurrent_requests_use_no_more_connections_than_allowed():
    async def work(transport: HttpTransport, server: RawServer) -> None:
        await asyncio.gather(*(transport.send(QUERY) for _ in range(50)))
        assert server.connections <= 4

    using(keep_alive, work, HttpTransportConfig(max_connections=4))


def test_answers_go_to_those_who_asked():
    async def echo(reader, writer, _number) -> None:
        while True:
            _, body = await read_request(reader)
            await asyncio.sleep(0.001 * (len(body) % 5))
            writer.write(json_response(body))

    async def work(transport: HttpTransport, _server: RawServer) -> None:
        bodies = [b'{"n":%s}' % (b"1" * number) for number in range(1, 60)]
        requests = [SubgraphRequest("users", body, {}) for body in bodies]
        answers = await asyncio.gather(*(transport.send(request) for request in requests))
        assert [answer.body for answer in answers] == bodies

    using(echo, work, HttpTransportConfig(max_connections=8))


def test_more_than_may_wait_is_refused_at_once():
    async def silent(reader, _writer, _number) -> None:
        await read_request(reader)
        await asyncio.sleep(30)

    async def work(transport: HttpTransport, _server: RawServer) -> None:
        tasks = [asyncio.ensure_future(transport.send(QUERY)) for _ in range(3)]
        await asyncio.sleep(0.05)
        with pytest.raises(SubgraphOverloadedError):
            await transport.send(QUERY)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    using(silent, work, HttpTransportConfig(max_connections=1, max_waiting=2))


def test_connection_close_is_honoured():
    async def closing(reader, writer, _number) -> None:
        await read_request(reader)
        writer.write(json_response(b"{}", extra="connection: close\r\n"))
        await writer.drain()

    async def work(transport: HttpTransport, server: RawServer) -> None:
        for _ in range(3):
            await transport.send(MUTATION)
        assert server.connections == 3

    using(closing, work)


async def die_on_second_request(reader, writer, _number) -> None:
    """A server that closes a kept-alive connection just as it is used again."""
    await read_request(reader)
    writer.write(json_response(b"{}"))
    await writer.drain()
    with suppress(asyncio.IncompleteReadError):
        await read_request(reader)
    writer.transport.abort()


def test_a_query_on_a_stale_connection_is_sent_once_more():
    async def work(transport: HttpTransport, server: RawServer) -> None:
        await transport.send(QUERY)
        assert (await transport.send(QUERY)).status == 200
        assert server.connections == 2

    using(die_on_second_request, work)


def test_a_mutation_on_a_stale_connection_is_not():
    async def work(transport: HttpTransport, server: RawServer) -> None:
        await transport.send(MUTATION)
        with pytest.raises(SubgraphConnectionLostError, match="without an answer"):
            await transport.send(MUTATION)
        assert server.connections == 1

    using(die_on_second_request, work)


def test_a_query_that_fails_on_a_new_connection_is_not_repeated():
    async def always_dying(reader, writer, _number) -> None:
        await read_request(reader)
        writer.transport.abort()

    async def work(transport: HttpTransport, server: RawServer) -> None:
        with pytest.raises(SubgraphConnectionLostError):
            await transport.send(QUERY)
        assert server.connections == 1

    using(always_dying, work)


def test_an_answer_that_had_begun_is_not_asked_for_again():
    async def half_second_answer(reader, writer, _number) -> None:
        await read_request(reader)
        writer.write(json_response(b"{}"))
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n")
        await writer.drain()

    async def work(transport: HttpTransport, server: RawServer) -> None:
        await transport.send(QUERY)
        with pytest.raises(SubgraphConnectionLostError, match="before the answer was complete"):
            await transport.send(QUERY)
        assert server.connections == 1

    using(half_second_answer, work)


def test_a_connection_closed_while_idle_is_not_used():
    async def one_answer(reader, writer, _number) -> None:
        await read_request(reader)
        writer.write(json_response(b"{}"))
        await writer.drain()

    async def work(transport: HttpTransport, server: RawServer) -> None:
        await transport.send(MUTATION)
        await asyncio.sleep(0.05)
        await transport.send(MUTATION)
        assert server.connections == 2

    using(one_answer, work)


def test_a_connection_idle_for_too_long_is_replaced():
    async def work(transport: HttpTransport, server: RawServer) -> None:
        await transport.send(QUERY)
        await asyncio.sleep(0.05)
        await transport.send(QUERY)
        assert server.connections == 2

    using(keep_alive, work, HttpTransportConfig(idle_timeout=0.01))


def test_connections_that_the_traffic_has_no_use_for_any_more_are_closed():
    open_ones: set[int] = set()

    async def count(reader, writer, number) -> None:
        open_ones.add(number)
        try:
            await keep_alive(reader, writer, number)
        finally:
            open_ones.discard(number)

    async def work(transport: HttpTransport, _server: RawServer) -> None:
        await asyncio.gather(*(transport.send(QUERY) for _ in range(8)))
        assert len(open_ones) > 1
        async with asyncio.timeout(5):
            while len(open_ones) > 1:
                await transport.send(QUERY)
                await asyncio.sleep(0.01)

    using(count, work, HttpTransportConfig(idle_timeout=0.1))


def test_bytes_nobody_asked_for_poison_the_connection():
    async def chatty(reader, writer, _number) -> None:
        while True:
            await read_request(reader)
            writer.write(json_response(b"{}") + json_response(b'{"data":"of another client"}'))

    async def work(transport: HttpTransport, server: RawServer) -> None:
        assert (await transport.send(QUERY)).body == b"{}"
        await asyncio.sleep(0.02)
        assert (await transport.send(QUERY)).body == b"{}"
        assert server.connections == 2

    using(chatty, work)


def test_a_timed_out_exchange_leaves_no_connection_behind_to_be_reused():
    async def slow_first(reader, writer, number) -> None:
        while True:
            await read_request(reader)
            await asyncio.sleep(0.3 if number == 0 else 0)
            writer.write(json_response(b'"late"' if number == 0 else b'"right"'))

    async def work(transport: HttpTransport, server: RawServer) -> None:
        with suppress(Exception):
            await transport.send(QUERY)
        assert (await transport.send(QUERY)).body == b'"right"'
        assert server.connections == 2

    using(slow_first, work, HttpTransportConfig(response_timeout=0.1))


def test_a_closed_transport_refuses():
    async def work(transport: HttpTransport, _server: RawServer) -> None:
        await transport.send(QUERY)
        await transport.aclose()
        with pytest.raises(SubgraphUnreachableError, match="closed"):
            await transport.send(QUERY)

    using(keep_alive, work)


@pytest.mark.parametrize(
    ("status", "reason"), [("200 OK", None), ("401 Unauthorized", None), ("503 Service Unavailable", "503")]
)
def test_readiness_is_any_answer_but_a_server_error(status, reason):
    async def answering(reader, writer, _number) -> None:
        await read_request(reader)
        writer.write(json_response(b"{}", status))

    async def work(transport: HttpTransport, _server: RawServer) -> None:
        told = await transport.why_not_ready()
        assert told is None if reason is None else reason in str(told)

    using(answering, work)


def test_unreadiness_does_not_tell_strangers_the_address():
    async def scenario() -> str | None:
        return await HttpTransport("users", "http://127.0.0.1:1/", CONFIG).why_not_ready()

    told = asyncio.run(scenario())
    assert told == "Subgraph 'users' cannot be asked (SUBGRAPH_UNREACHABLE)."


def test_speaks_over_unix_sockets(tmp_path):
    path = tmp_path / "s.sock"

    async def scenario() -> bytes:
        server = await asyncio.start_unix_server(lambda r, w: keep_alive(r, w, 0), str(path))
        transport = HttpTransport("users", f"unix:{path}:/graphql", CONFIG)
        try:
            return (await transport.send(QUERY)).body
        finally:
            await transport.aclose()
            server.close()
            await asyncio.sleep(0.01)

    assert asyncio.run(scenario()) == b"{}"
