"""What a subgraph is told of the deadline over HTTP, and questions about its health."""

import asyncio
import time
from dataclasses import replace

import pytest

from marketplace.gateway.config import HttpTransportConfig
from marketplace.gateway.errors import SubgraphMalformedResponseError, SubgraphOverloadedError, SubgraphTimeoutError
from marketplace.gateway.ports import SubgraphRequest
from marketplace.gateway.transport import HttpTransport
from tests.harness.raw_server import json_response, read_request, serve_raw

QUERY = SubgraphRequest(subgraph="users", body=b'{"query":"{a}"}', headers={}, repeatable=True)


class Subgraph:
    """Remembers the heads of requests; answers each after so many seconds."""

    def __init__(self, takes: float = 0.0, status: str = "200 OK", extra: str = "") -> None:
        self.heads: list[str] = []
        self.answer = json_response(b"{}", status, extra)
        self.takes = takes

    async def serve(self, reader, writer, _number) -> None:
        while True:
            head, _ = await read_request(reader)
            self.heads.append(head)
            await asyncio.sleep(self.takes)
            writer.write(self.answer)

    @property
    def told(self) -> list[int]:
        lines = [line for head in self.heads for line in head.split("\r\n")]
        return [int(line.partition(":")[2]) for line in lines if line.startswith("x-holdfast-deadline-ms:")]


def using(subgraph: Subgraph, work, config: HttpTransportConfig) -> None:
    async def scenario() -> None:
        async with serve_raw(subgraph.serve) as server:
            transport = HttpTransport("users", server.url, config)
            try:
                await work(transport)
            finally:
                await transport.aclose()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("response_timeout", "left", "least", "most"),
    [(10.0, 3.0, 2_900, 3_000), (2.0, 3.0, 1_900, 2_000), (2.0, None, 1_900, 2_000)],
    ids=["the request's", "the subgraph's is sooner", "the subgraph's only"],
)
def test_subgraphs_are_told_how_long_they_are_waited_for(response_timeout, left, least, most):
    subgraph = Subgraph()

    async def work(transport: HttpTransport) -> None:
        await transport.send(replace(QUERY, deadline=None if left is None else time.monotonic() + left))

    using(subgraph, work, HttpTransportConfig(response_timeout=response_timeout))
    (told,) = subgraph.told
    assert least <= told <= most


def test_time_spent_waiting_for_a_connection_is_taken_off():
    subgraph = Subgraph(takes=0.2)

    async def work(transport: HttpTransport) -> None:
        await asyncio.gather(transport.send(QUERY), transport.send(QUERY))

    using(subgraph, work, HttpTransportConfig(max_connections=1, response_timeout=5.0))
    first, second = subgraph.told
    assert second <= first - 150


def test_they_need_not_be_told():
    subgraph = Subgraph()
    using(subgraph, lambda transport: transport.send(QUERY), HttpTransportConfig(send_deadline=False))
    assert len(subgraph.heads) == 1
    assert subgraph.told == []


def test_nothing_is_sent_without_time_nor_to_a_subgraph_with_too_much_to_do():
    subgraph = Subgraph(takes=0.1)

    async def work(transport: HttpTransport) -> None:
        with pytest.raises(SubgraphTimeoutError):
            await transport.send(replace(QUERY, deadline=time.monotonic() - 1.0))
        first = asyncio.ensure_future(transport.send(QUERY))
        await asyncio.sleep(0)
        with pytest.raises(SubgraphOverloadedError):
            await transport.send(QUERY)
        await first

    using(subgraph, work, HttpTransportConfig(max_connections=1, max_waiting=0))
    assert len(subgraph.heads) == 1


def test_places_fall_with_timeouts_where_that_is_wanted():
    subgraph = Subgraph(takes=60.0)

    async def work(transport: HttpTransport) -> None:
        outcomes = await asyncio.gather(*(transport.send(QUERY) for _ in range(20)), return_exceptions=True)
        assert all(isinstance(outcome, SubgraphTimeoutError) for outcome in outcomes)
        outcomes = await asyncio.gather(*(transport.send(QUERY) for _ in range(5)), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes].count(SubgraphOverloadedError) == 2

    config = HttpTransportConfig(max_connections=20, max_waiting=0, adapt_from=3, response_timeout=0.1)
    using(subgraph, work, config)


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("", "200 OK", None),
        ("", "401 Unauthorized", None),
        ("", "503 Service Unavailable", "answers with status 503"),
        ("/healthz", "204 No Content", None),
        ("/healthz", "404 Not Found", "answers with status 404"),
        ("/healthz", "503 Service Unavailable", "answers with status 503"),
    ],
)
def test_an_instance_is_asked_by_a_query_or_at_a_path(path, status, problem):
    subgraph = Subgraph(status=status)

    async def work(transport: HttpTransport) -> None:
        assert await transport.check(path, 1.0) == problem

    using(subgraph, work, HttpTransportConfig())
    assert subgraph.heads[0].startswith("GET /healthz " if path else "POST /graphql ")


def test_an_instance_that_is_busy_or_silent_is_told_apart_from_one_that_is_down():
    busy, silent = Subgraph(takes=0.1), Subgraph(takes=60.0)

    async def with_a_full_pool(transport: HttpTransport) -> None:
        held = asyncio.ensure_future(transport.send(QUERY))
        await asyncio.sleep(0.01)
        assert await transport.check("/healthz", 1.0) is None, "on a connection of its own"
        await held

    async def without_an_answer(transport: HttpTransport) -> None:
        assert await transport.check("", 0.05) == "did not answer within 0.05 s (SUBGRAPH_TIMEOUT)"

    using(busy, with_a_full_pool, HttpTransportConfig(max_connections=1, max_waiting=0))
    using(silent, without_an_answer, HttpTransportConfig())


def test_the_status_of_a_proxys_page_is_known():
    subgraph = Subgraph(status="502 Bad Gateway")
    subgraph.answer = subgraph.answer.replace(b"application/json", b"text/html")

    async def work(transport: HttpTransport) -> None:
        with pytest.raises(SubgraphMalformedResponseError) as failure:
            await transport.send(QUERY)
        assert failure.value.status == 502

    using(subgraph, work, HttpTransportConfig())
