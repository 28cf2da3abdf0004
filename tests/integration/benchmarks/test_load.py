"""The load generator against a server whose answers a test decides."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.load import Load, Target, WrongAnswerError, put_under_load
from tests.harness.raw_server import read_request, serve_raw

ANSWER = b'{"data":{}}'


async def load_on(answer_of_number: list[bytes]) -> tuple[Load, int, int]:
    """The load, how many requests and how many connections the server saw; the last answer is repeated."""
    answered = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _number: int) -> None:
        nonlocal answered
        while True:
            await read_request(reader)
            body = answer_of_number[min(answered, len(answer_of_number) - 1)]
            answered += 1
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    async with serve_raw(answer) as server:
        target = Target(server.url, b"{}", {"content-type": "application/json"}, ANSWER)
        load = await put_under_load(target, concurrency=3, seconds=0.2)
        return load, answered, server.connections


def test_every_answer_is_counted_and_connections_are_kept() -> None:
    load, answered, connections = asyncio.run(load_on([ANSWER]))
    assert len(load.latencies) == answered > 3
    assert connections == 3
    assert load.elapsed >= 0.2


def test_one_wrong_answer_stops_the_benchmark() -> None:
    with pytest.raises(WrongAnswerError, match="somebody else"):
        asyncio.run(load_on([ANSWER, ANSWER, b'{"data":"of somebody else"}', ANSWER]))
