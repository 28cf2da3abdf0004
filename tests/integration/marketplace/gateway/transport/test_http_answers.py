"""The HTTP client and what a subgraph may answer, on real sockets."""

import asyncio
import gzip
import os
import resource
import time
from collections.abc import Awaitable, Callable

import pytest

from marketplace.gateway.config import HttpTransportConfig
from marketplace.gateway.errors import (
    SubgraphConnectionLostError,
    SubgraphError,
    SubgraphMalformedResponseError,
    SubgraphResponseTooLargeError,
    SubgraphTimeoutError,
    SubgraphUnreachableError,
)
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport import HttpTransport
from tests.harness.raw_server import Script, json_response, read_request, serve_raw

REQUEST = SubgraphRequest(subgraph="users", body=b'{"query":"{a}"}', headers={"x-who": "me"}, repeatable=True)
CONFIG = HttpTransportConfig(response_timeout=2.0, connect_timeout=1.0, max_response_bytes=1_000_000)


def answering(payload: bytes, *, then_close: bool = True) -> Script:
    """Answers every request with these bytes."""

    async def script(reader, writer, _number) -> None:
        while True:
            await read_request(reader)
            writer.write(payload)
            await writer.drain()
            if then_close:
                return

    return script


def using(script: Script, work: Callable[[HttpTransport], Awaitable[object]], config=CONFIG) -> object:
    async def scenario() -> object:
        async with serve_raw(script) as server:
            transport = HttpTransport("users", server.url, config)
            try:
                return await work(transport)
            finally:
                await transport.aclose()

    return asyncio.run(scenario())


def send(script: Script, request: SubgraphRequest = REQUEST, config=CONFIG) -> SubgraphResponse:
    response = using(script, lambda transport: transport.send(request), config)
    assert isinstance(response, SubgraphResponse)
    return response


def failure(script: Script, kind: type[SubgraphError], request: SubgraphRequest = REQUEST, config=CONFIG) -> str:
    with pytest.raises(kind) as caught:
        send(script, request, config)
    assert type(caught.value) is kind
    assert caught.value.message.startswith("Subgraph 'users': ")
    return caught.value.message


def test_sends_one_well_formed_post():
    seen = []

    async def script(reader, writer, _number) -> None:
        seen.append(await read_request(reader))
        writer.write(json_response(b"{}"))

    assert send(script).body == b"{}"
    head, body = seen[0]
    lines = head.strip().split("\r\n")
    assert lines[0] == "POST /graphql HTTP/1.1"
    assert "x-who: me" in lines
    assert "content-type: application/json" in lines
    assert any(line.startswith("host: 127.0.0.1:") for line in lines)
    assert body == REQUEST.body


def test_header_names_are_lower_case_and_repeated_headers_are_joined():
    """Cookies one a line: commas are part of them (RFC 6265, section 3)."""
    repeated = "Cache-Control: no-cache\r\ncache-control: private\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n"
    headers = send(answering(json_response(b"{}", extra=repeated))).headers
    assert headers["cache-control"] == "no-cache, private"
    assert headers["set-cookie"] == "a=1\nb=2"


@pytest.mark.parametrize(
    "payload",
    [
        (
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
            b"3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n"
        ),
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n[1,2]",
        b"HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n[1,2]",
        b"HTTP/1.1 100 Continue\r\n\r\n" + json_response(b"[1,2]"),
    ],
    ids=["chunked", "until close", "HTTP/1.0", "100 first"],
)
def test_understands_every_way_to_delimit_a_body(payload):
    response = send(answering(payload))
    assert (response.status, response.body) == (200, b"[1,2]")


def test_a_body_in_single_bytes_is_put_together():
    async def script(reader, writer, _number) -> None:
        await read_request(reader)
        for byte in json_response(b'{"data":{"a":1}}'):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0)

    assert send(script).body == b'{"data":{"a":1}}'


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "500 Internal Server Error"])
def test_json_of_any_status_is_handed_on(status):
    response = send(answering(json_response(b'{"errors":[]}', status)))
    assert (response.status, response.body) == (int(status[:3]), b'{"errors":[]}')


def test_html_is_refused_and_shown():
    page = b"<html><h1>502 Bad Gateway</h1></html>"
    payload = b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n%s" % (len(page), page)
    message = failure(answering(payload), SubgraphMalformedResponseError)
    assert "502" in message
    assert "text/html" in message
    assert "<h1>" in message


def test_a_compressed_answer_is_refused():
    payload = json_response(gzip.compress(b"{}"), extra="content-encoding: gzip\r\n")
    assert "gzip" in failure(answering(payload), SubgraphMalformedResponseError)


@pytest.mark.parametrize("payload", [b"hello\r\n\r\n", b"\x16\x03\x01\x02\x00", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_is_not_http_is_refused(payload):
    failure(answering(payload), SubgraphMalformedResponseError)


def test_switching_protocols_is_refused():
    payload = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n"
    failure(answering(payload), SubgraphMalformedResponseError)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nconte",
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n",
        b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{"data":',
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n[1,2]\r\n",
    ],
    ids=["nothing", "half a head", "no end of head", "half a body", "no last chunk"],
)
def test_an_answer_cut_off_is_never_taken_for_whole(payload):
    message = failure(answering(payload), SubgraphConnectionLostError)
    assert ("without an answer" in message) == (payload == b"")


def test_a_reset_is_told():
    async def script(reader, writer, _number) -> None:
        await read_request(reader)
        writer.transport.abort()

    failure(script, SubgraphConnectionLostError)


def test_silence_ends_with_a_timeout():
    async def script(reader, _writer, _number) -> None:
        await read_request(reader)
        await asyncio.sleep(30)

    config = HttpTransportConfig(response_timeout=0.1)
    assert "0.1 s" in failure(script, SubgraphTimeoutError, config=config)


def test_a_trickle_ends_with_a_timeout_too():
    async def script(reader, writer, _number) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    failure(script, SubgraphTimeoutError, config=HttpTransportConfig(response_timeout=0.2))


def test_the_requests_deadline_is_kept():
    async def script(reader, _writer, _number) -> None:
        await read_request(reader)
        await asyncio.sleep(30)

    hurried = SubgraphRequest("users", b"{}", {}, deadline=time.monotonic() + 0.1)
    started = time.monotonic()
    failure(script, SubgraphTimeoutError, request=hurried)
    assert time.monotonic() - started < 1.5


def test_a_hundred_megabytes_announced_are_not_read():
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 104857600\r\n\r\n"
    message = failure(answering(head), SubgraphResponseTooLargeError)
    assert "104857600" in message


def test_a_hundred_megabytes_in_chunks_are_not_kept():
    sent = 0

    async def script(reader, writer, _number) -> None:
        nonlocal sent
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")
        piece = b"10000\r\n" + os.urandom(0x10000) + b"\r\n"
        for _ in range(1_600):
            writer.write(piece)
            await writer.drain()
            sent += 0x10000

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    failure(script, SubgraphResponseTooLargeError)
    assert sent < 20_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # KiB


def test_endless_headers_are_not_kept():
    async def script(reader, writer, _number) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            writer.write(b"x-%d: %s\r\n" % (number, b"y" * 500))
            await writer.drain()

    with pytest.raises(SubgraphError) as caught:
        send(script)
    assert isinstance(caught.value, SubgraphResponseTooLargeError | SubgraphMalformedResponseError)


def test_nobody_listening_is_told_with_the_address():
    async def scenario() -> str:
        transport = HttpTransport("users", "http://127.0.0.1:1/graphql", CONFIG)
        with pytest.raises(SubgraphUnreachableError) as caught:
            await transport.send(REQUEST)
        return caught.value.message

    message = asyncio.run(scenario())
    assert "127.0.0.1:1" in message
    assert "Is it running?" in message


def test_headers_cannot_smuggle_lines():
    smuggling = SubgraphRequest("users", b"{}", {"x-a": "b\r\nx-evil: 1"})
    with pytest.raises(ValueError, match="line break"):
        send(answering(json_response(b"{}")), smuggling)
