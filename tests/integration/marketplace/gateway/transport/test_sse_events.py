"""Subscriptions to subgraphs over server-sent events, on real sockets, and what a subgraph may do wrong."""

import asyncio
from contextlib import aclosing

import orjson
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
from marketplace.gateway.ports import SubgraphRequest
from marketplace.gateway.transport import SseEventSource
from tests.harness.raw_server import Script, json_response, read_request, serve_raw
from tests.harness.served_gateway import until

REQUEST = SubgraphRequest("clock", b'{"query":"subscription { a }"}', {"x-who": "me"})
CONFIG = EventSourceConfig(open_timeout=0.5, max_event_bytes=10_000)
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def answering(*pieces: bytes) -> Script:
    """Each piece in a packet of its own; then the connection is closed."""

    async def script(reader, writer, _number) -> None:
        await read_request(reader)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.005)
        writer.close()
        await writer.wait_closed()

    return script


def events(script: Script, config: EventSourceConfig = CONFIG) -> list[object]:
    async def scenario() -> list[object]:
        async with serve_raw(script) as server:
            source = SseEventSource("clock", server.url, config)
            return [orjson.loads(response.body) async for response in source.subscribe(REQUEST)]

    return asyncio.run(scenario())


def failure(script: Script, kind: type[SubgraphError]) -> str:
    with pytest.raises(kind) as caught:
        events(script)
    assert type(caught.value) is kind
    assert caught.value.message.startswith("Subgraph 'clock': ")
    return caught.value.message


def test_sends_one_well_formed_post():
    seen = []

    async def script(reader, writer, _number):
        seen.append(await read_request(reader))
        writer.write(CHUNKED + chunk(b"event: complete\n\n"))
        await writer.drain()

    assert events(script) == []
    head, body = seen[0]
    lines = head.strip().split("\r\n")
    assert lines[0] == "POST /graphql HTTP/1.1"
    assert {"accept: text/event-stream", "content-type: application/json", "x-who: me"} <= set(lines)
    assert body == REQUEST.body


@pytest.mark.parametrize("cut", range(1, 12))
def test_events_in_pieces_of_any_size(cut):
    stream = (
        b':\n\nevent: next\ndata: {"a":1}\n\n'
        b'event:next\r\ndata:{"a":\r\ndata:2}\r\n\r\n'
        b'event: other\ndata: x\n\nretry: 5\nid: 1\nevent: next\ndata: {"a":3}\n\nevent: complete\ndata:\n\n'
        b"event: next\ndata: never read\n\n"
    )
    pieces = [chunk(stream[start : start + cut]) for start in range(0, len(stream), cut)]
    assert events(answering(CHUNKED, b"".join(pieces))) == [{"a": 1}, {"a": 2}, {"a": 3}]
    if cut > 8:
        assert events(answering(CHUNKED, *pieces)) == [{"a": 1}, {"a": 2}, {"a": 3}]


def test_a_stream_delimited_by_the_end_of_the_connection():
    stream = HEAD + b"connection: close\r\n\r\n" + b"event: next\ndata: {}\n\nevent: complete\n\n"
    assert events(answering(stream)) == [{}]


@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request"])
def test_a_subscription_that_the_subgraph_refuses(status):
    refusal = {"errors": [{"message": "No."}]}
    assert events(answering(json_response(orjson.dumps(refusal), status))) == [refusal]


def test_closing_the_generator_closes_the_connection():
    gone = asyncio.Event()

    async def script(reader, writer, _number):
        await read_request(reader)
        writer.write(CHUNKED + chunk(b"event: next\ndata: {}\n\n"))
        await reader.read()
        gone.set()

    async def scenario():
        async with serve_raw(script) as server:
            async with aclosing(SseEventSource("clock", server.url, CONFIG).subscribe(REQUEST)) as stream:
                await anext(stream)
                assert not gone.is_set()
            await until(gone.is_set)

    asyncio.run(scenario())


def test_a_subgraph_faster_than_its_reader_is_held_up():
    sent = 0

    async def script(reader, writer, _number):
        nonlocal sent
        await read_request(reader)
        writer.write(CHUNKED)
        while True:
            writer.write(chunk(b"event: next\ndata: {}\n\n" * 400))
            await writer.drain()
            sent += 1

    async def scenario():
        async with (
            serve_raw(script) as server,
            aclosing(SseEventSource("clock", server.url, CONFIG).subscribe(REQUEST)) as stream,
        ):
            await anext(stream)
            await asyncio.sleep(0.5)
            assert sent < 5_000

    asyncio.run(scenario())


def test_a_stream_that_ends_too_early():
    told = failure(answering(CHUNKED, chunk(b"event: next\ndata: {}\n\n"), b"0\r\n\r\n"), SubgraphConnectionLostError)
    assert "without completing it" in told


def test_a_stream_cut_in_the_middle():
    failure(answering(CHUNKED, b"ff\r\nevent: next\n"), SubgraphConnectionLostError)


def test_html_instead_of_events():
    html = b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>"
    assert "502 and text/html" in failure(answering(html), SubgraphMalformedResponseError)


def test_no_http():
    failure(answering(b"nonsense\r\n\r\n"), SubgraphMalformedResponseError)


def test_no_answer_at_all():
    failure(answering(), SubgraphConnectionLostError)


@pytest.mark.parametrize(
    "stream",
    [
        chunk(b"event: next\ndata: " + b"x" * 20_000 + b"\n\n"),
        chunk(b"x" * 20_000),
        chunk(b"data: x\n" * 20_000),
    ],
    ids=["a long line", "an endless line", "many lines"],
)
def test_an_event_that_is_too_large(stream):
    assert "larger than 10000 bytes" in failure(answering(CHUNKED, stream), SubgraphResponseTooLargeError)


def test_a_refusal_that_is_too_large():
    failure(answering(json_response(b" " * 20_000)), SubgraphResponseTooLargeError)


def test_a_head_that_is_too_large():
    failure(
        answering(HEAD + b"".join(b"x-%d: %s\r\n" % (n, b"y" * 1_000) for n in range(80))),
        SubgraphResponseTooLargeError,
    )


def test_a_subgraph_that_says_nothing():
    async def script(reader, _writer, _number):
        await reader.read()

    assert "no event stream within 0.5 s" in failure(script, SubgraphTimeoutError)


def test_nobody_listens():
    async def scenario():
        source = SseEventSource("clock", "http://127.0.0.1:9/", CONFIG)
        return [response async for response in source.subscribe(REQUEST)]

    with pytest.raises(SubgraphUnreachableError, match="Is it running"):
        asyncio.run(scenario())
