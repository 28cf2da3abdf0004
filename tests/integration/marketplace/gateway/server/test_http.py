"""The server's HTTP/1.1 as bytes on a socket: RFC 9110 and RFC 9112."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from marketplace.gateway.config import LimitsConfig, ServerConfig
from marketplace.gateway.pipeline import HttpRequest, HttpResponse, Response, StreamedResponse
from tests.harness.stub_face import echo, run, served

HOST = "host: gateway\r\n"
LAST = "connection: close\r\n"
CHUNKED = "transfer-encoding: chunked\r\n"


def post(body: str, headers: str = "") -> str:
    return f"POST /graphql HTTP/1.1\r\n{HOST}content-length: {len(body)}\r\n{headers}\r\n{body}"


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def body_of(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def test_a_request_and_its_answer() -> None:
    async def test() -> None:
        async with served() as server:
            answer = await server.ask(f"GET /graphql?query=a%20b HTTP/1.1\r\n{HOST}{LAST}\r\n")
            head = answer.partition(b"\r\n\r\n")[0].decode()
            assert head.startswith("HTTP/1.1 200 OK\r\n")
            assert "content-length: 25" in head
            assert "date: " in head
            assert "connection: close" in head
            assert body_of(answer) == b"GET /graphql?query=a%20b "

    run(test)


def test_requests_of_one_connection_are_answered_in_their_order() -> None:
    """Pipelining, RFC 9112, section 9.3.2, with the slowest answer first."""

    async def slower_first(request: HttpRequest) -> Response:
        await asyncio.sleep(0.05 if request.body == b"0" else 0)
        return await echo(request)

    async def test() -> None:
        async with served(slower_first) as server:
            many = "".join(post(str(number)) for number in range(30)) + post("last", LAST)
            answer = await server.ask(many)
            order = [part.partition(b"HTTP/1.1")[0] for part in answer.split(b"POST /graphql? ")[1:]]
            assert order == [str(number).encode() for number in range(30)] + [b"last"]

    run(test)


def test_a_body_in_chunks_byte_by_byte() -> None:
    async def test() -> None:
        async with served() as server:
            reader, writer = await server.connect()
            head = f"POST /graphql HTTP/1.1\r\n{HOST}{LAST}transfer-encoding: chunked\r\n\r\n"
            for byte in f"{head}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".encode():
                writer.write(bytes([byte]))
                await asyncio.sleep(0)
            assert body_of(await reader.read()) == b"POST /graphql? abcde"
            writer.close()

    run(test)


def test_expect_continue() -> None:
    async def test() -> None:
        async with served() as server:
            reader, writer = await server.connect()
            writer.write(
                f"POST /graphql HTTP/1.1\r\n{HOST}{LAST}expect: 100-continue\r\ncontent-length: 2\r\n\r\n".encode()
            )
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
            writer.write(b"ok")
            assert body_of(await reader.read()).endswith(b"ok")
            writer.close()

    run(test)


def test_head_has_no_body_and_http_1_0_ends_the_connection() -> None:
    async def test() -> None:
        async with served() as server:
            assert body_of(await server.ask(f"HEAD / HTTP/1.1\r\n{HOST}{LAST}\r\n")) == b""
            assert status_of(await server.ask("GET / HTTP/1.0\r\n\r\n")) == 200

    run(test)


def test_an_upgrade_that_is_not_offered_is_ignored() -> None:
    async def test() -> None:
        async with served() as server:
            answer = await server.ask(
                f"GET /first HTTP/1.1\r\n{HOST}connection: upgrade\r\nupgrade: h2c\r\n\r\n"
                f"GET /second HTTP/1.1\r\n{HOST}{LAST}\r\n"
            )
            assert answer.count(b"HTTP/1.1 200 OK") == 2

    run(test)


@pytest.mark.parametrize(
    ("request_text", "status", "words"),
    [
        ("NONSENSE\r\n\r\n", 400, b"not HTTP/1.1"),
        (f"GET / HTTP/1.1\r\n{HOST}x: {'a' * 3_000}\r\n\r\n", 431, b"larger than 2048 bytes"),
        (f"GET /{'a' * 3_000} HTTP/1.1\r\n{HOST}\r\n", 431, b"larger than 2048 bytes"),
        (f"POST / HTTP/1.1\r\n{HOST}content-length: 2000\r\n\r\n", 413, b"larger than 1000 bytes"),
        (
            f"POST / HTTP/1.1\r\n{HOST}transfer-encoding: chunked\r\n\r\n7d0\r\n{'a' * 2_000}\r\n",
            413,
            b"larger than 1000",
        ),
        (f"POST / HTTP/1.1\r\n{HOST}content-length: 3\r\ncontent-length: 4\r\n\r\nabcd", 400, b"not HTTP/1.1"),
        (
            f"POST / HTTP/1.1\r\n{HOST}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            b"not HTTP",
        ),
    ],
    ids=["no HTTP", "long header", "long address", "declared body", "streamed body", "two lengths", "two framings"],
)
def test_refusals_reach_the_client_and_end_the_connection(request_text: str, status: int, words: bytes) -> None:
    async def test() -> None:
        config = ServerConfig(max_header_bytes=2_048)
        async with served(server=config, limits=LimitsConfig(max_body_bytes=1_000)) as server:
            answer = await server.ask(request_text + post("must not be answered"))
            assert status_of(answer) == status
            assert words in answer
            assert answer.count(b"HTTP/1.1 ") == 1

    run(test)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [("POST /graphql HT", 408), (f"POST /graphql HTTP/1.1\r\n{HOST}content-length: 9\r\n\r\nabc", 408), ("", None)],
    ids=["half a head", "half a body", "nothing"],
)
def test_slow_clients_are_given_up(sent: str, expected: int | None) -> None:
    async def test() -> None:
        config = ServerConfig(header_timeout=0.1, keep_alive_timeout=0.1)
        async with served(server=config, limits=LimitsConfig(body_timeout=0.1)) as server:
            reader, writer = await server.connect()
            writer.write(sent.encode())
            try:
                answer = await reader.read()
            except ConnectionResetError:
                answer = b""
            assert (status_of(answer) if answer else None) == expected
            writer.close()
            await asyncio.sleep(0.1)
            assert server.listener.connections == 0

    run(test)


def test_a_drop_every_now_and_then_does_not_help() -> None:
    """Slowloris: the time for a head does not begin anew with each byte."""

    async def test() -> None:
        async with served(server=ServerConfig(header_timeout=0.3)) as server:
            reader, writer = await server.connect()
            began = asyncio.get_running_loop().time()
            writer.write(b"GET / HTTP/1.1\r\n")
            reading = asyncio.create_task(reader.read())
            while not reading.done():
                writer.write(b"x: y\r\n")
                await asyncio.sleep(0.05)
            assert asyncio.get_running_loop().time() - began < 1.5
            assert status_of(reading.result()) == 408
            writer.close()

    run(test)


def test_connections_are_bounded() -> None:
    async def test() -> None:
        async with served(server=ServerConfig(max_connections_per_address=3)) as server:
            opened = [await server.connect() for _ in range(3)]
            assert await server.ask(post("one too many")) == b""
            opened[0][1].close()
            await asyncio.sleep(0.05)
            assert status_of(await server.ask(post("room again", LAST))) == 200
            for _, writer in opened:
                writer.close()

    run(test)


def test_work_ends_with_the_client_that_wanted_it() -> None:
    async def forever(_: HttpRequest) -> Response:
        await asyncio.sleep(60)
        raise AssertionError

    async def test() -> None:
        async with served(forever) as server:
            _, writer = await server.connect()
            writer.write(post("").encode())
            await asyncio.sleep(0.05)
            writer.close()
            await asyncio.sleep(0.05)
            assert server.face.cancelled == 1

    run(test)


def streamed(pieces: list[bytes], ended: list[bool], pause: float = 0.0) -> StreamedResponse:
    async def generate() -> AsyncGenerator[bytes, None]:
        try:
            for piece in pieces:
                yield piece
                await asyncio.sleep(pause)
        finally:
            ended.append(True)

    return StreamedResponse(200, {"content-type": "text/plain"}, generate())


def test_pieces_are_chunks() -> None:
    ended: list[bool] = []

    async def answer(_: HttpRequest) -> Response:
        return streamed([b"one", b"", b"three"], ended)

    async def test() -> None:
        async with served(answer) as server:
            assert body_of(await server.ask(post("", LAST))) == b"3\r\none\r\n5\r\nthree\r\n0\r\n\r\n"

    run(test)
    assert ended == [True]


def test_a_stream_ends_with_a_client_that_does_not_read() -> None:
    """Its pieces wait for it, and it is given up after the time for sending."""
    ended: list[bool] = []

    async def answer(_: HttpRequest) -> Response:
        return streamed([b"x" * 100_000] * 1_000, ended)

    async def test() -> None:
        async with served(answer, server=ServerConfig(send_timeout=0.2)) as server:
            _, writer = await server.connect()
            writer.write(post("").encode())
            for _ in range(40):
                await asyncio.sleep(0.1)
                if ended:
                    break
            assert ended == [True]
            writer.close()

    run(test)


def test_a_large_answer_arrives_whole() -> None:
    body = bytes(range(256)) * 20_000

    async def answer(_: HttpRequest) -> Response:
        return HttpResponse(200, {}, body, cookies=["a=1; Path=/", "b=2"])

    async def test() -> None:
        async with served(answer) as server:
            received = await server.ask(post("", LAST))
            assert body_of(received) == body
            assert received.count(b"set-cookie: ") == 2

    run(test)


def test_a_header_never_becomes_two() -> None:
    """A value with a line break would let a subgraph write headers, or a whole second response."""

    async def answer(_: HttpRequest) -> Response:
        return HttpResponse(200, {"x-from-subgraph": "a\r\nset-cookie: stolen=1"}, b"")

    async def test() -> None:
        async with served(answer) as server:
            assert b"stolen" not in await server.ask(post("", LAST))

    run(test)


def test_draining_answers_what_was_asked_and_closes_the_rest() -> None:
    async def slowly(request: HttpRequest) -> Response:
        await asyncio.sleep(0.2)
        return await echo(request)

    async def test() -> None:
        async with served(slowly) as server:
            _, idle = await server.connect()
            busy_reader, busy = await server.connect()
            busy.write(post("under way").encode())
            await asyncio.sleep(0.05)
            await server.listener.drain(0.0, 5.0)
            answer = await busy_reader.read()
            assert body_of(answer).endswith(b"under way")
            assert b"connection: close" in answer
            assert server.listener.connections == 0
            idle.close()
            busy.close()

    run(test)
