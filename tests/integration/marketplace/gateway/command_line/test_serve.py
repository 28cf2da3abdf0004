"""`serve` as a process: clients of every kind, a supergraph that changes, an orderly end."""

import asyncio
import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from websockets.exceptions import ConnectionClosed

from marketplace.gateway.app import Gateway
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from tests.harness.graphql_over_http import ask, send
from tests.harness.processes import Process, ProcessFailedError, free_port
from tests.harness.raw_server import json_response, read_request, serve_raw
from tests.harness.served_gateway import ServedGateway, hear, tell, until


def supergraph(url: str, more: str = "") -> str:
    schema = f"type Query {{ a: Int {more} }} type Subscription {{ ticks: Int }}"
    sdl = compose([SubgraphDefinition("clock", url, schema)]).supergraph_sdl
    assert sdl is not None
    return sdl


@dataclass
class SchemaServer:
    """An address that gives a supergraph, with an entity tag."""

    port: int
    sdl: str
    statuses: list[int] = field(default_factory=list)
    broken: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/supergraph"


@contextmanager
def schema_server(sdl: str) -> Iterator[SchemaServer]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body, tag = served.sdl.encode(), f'"{hash(served.sdl)}"'
            status = 500 if served.broken else 304 if self.headers["if-none-match"] == tag else 200
            served.statuses.append(status)
            self.send_response(status)
            if status == 200:
                self.send_header("etag", tag)
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            if status == 200:
                self.wfile.write(body)

        def log_message(self, *_args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = SchemaServer(server.server_port, sdl)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def serve(tmp_path, place: str, *options: str) -> Iterator[tuple[Process, int]]:
    port = free_port()
    process = Process(
        name="serve",
        command=[
            *(sys.executable, "-m", "marketplace.gateway", "serve", "--supergraph", place, "--port", str(port)),
            *("--poll", "0.1", *options),
        ],
        log=tmp_path / "serve.log",
        ready=lambda: _answers(port),
    )
    with process:
        yield process, port


def _answers(port: int) -> bool:
    try:
        return send(f"http://127.0.0.1:{port}/health", method="GET", within=5).status == 200
    except OSError:
        return False


async def clock(reader, writer, _number) -> None:
    """Answers queries, and by server-sent events ticks until the client leaves."""
    while True:
        head, _ = await read_request(reader)
        if "text/event-stream" not in head:
            writer.write(json_response(b'{"data":{"a":1,"b":2}}'))
            continue
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        for number in range(10_000):
            writer.write(b'event: next\ndata: {"data":{"ticks":%d}}\n\n' % number)
            await writer.drain()
            await asyncio.sleep(0.01)


def test_a_file_that_changes_is_taken_over_while_a_subscription_lives(tmp_path):
    async def scenario():
        async with serve_raw(clock) as subgraph:
            place = tmp_path / "supergraph.graphql"
            place.write_text(supergraph(subgraph.url))
            with serve(tmp_path, str(place), "--events", "clock=sse") as (process, port):
                client = ServedGateway(Gateway.from_supergraph(place.read_text()), port)
                address = f"http://127.0.0.1:{port}/graphql"
                async with client.websocket() as connection:
                    subscription = {"id": "1", "type": "subscribe", "payload": {"query": "subscription { ticks }"}}
                    await tell(connection, subscription)
                    assert (await hear(connection))["payload"] == {"data": {"ticks": 0}}
                    assert "errors" in await asyncio.to_thread(ask, address, "{ b }")

                    place.write_text("type Query {")
                    await until(lambda: "was refused" in process.last_lines())
                    assert await asyncio.to_thread(ask, address, "{ a }") == {"data": {"a": 1}}

                    (tmp_path / "next").write_text(supergraph(subgraph.url, "b: Int"))
                    (tmp_path / "next").replace(place)
                    await until(lambda: "is in service, with" in process.last_lines())
                    assert await asyncio.to_thread(ask, address, "{ b }") == {"data": {"b": 2}}
                    seen = [(await hear(connection))["payload"]["data"]["ticks"] for _ in range(200)]
                    assert seen == list(range(1, 201))
            assert process.last_lines().count("was refused") == 1

    asyncio.run(scenario())


def test_a_url_is_asked_by_entity_tag(tmp_path):
    async def scenario(schemas):
        async with serve_raw(clock) as subgraph:
            schemas.sdl = supergraph(subgraph.url)
            with serve(tmp_path, schemas.url) as (process, port):
                address = f"http://127.0.0.1:{port}/graphql"
                await until(lambda: schemas.statuses.count(304) > 2)
                schemas.broken = True
                await until(lambda: schemas.statuses.count(500) > 2)
                assert await asyncio.to_thread(ask, address, "{ a }") == {"data": {"a": 1}}
                schemas.broken, schemas.sdl = False, supergraph(subgraph.url, "b: Int")
                await until(lambda: "is in service, with" in process.last_lines())
                assert await asyncio.to_thread(ask, address, "{ b }") == {"data": {"b": 2}}
            assert process.last_lines().count("answers with status 500") == 1

    with schema_server("") as schemas:
        asyncio.run(scenario(schemas))


def test_ends_soon_with_clients_connected(tmp_path):
    async def scenario():
        async with serve_raw(clock) as subgraph:
            place = tmp_path / "supergraph.graphql"
            place.write_text(supergraph(subgraph.url))
            with serve(tmp_path, str(place), "--events", "clock=sse") as (process, port):
                client = ServedGateway(Gateway.from_supergraph(place.read_text()), port)
                async with client.websocket() as connection, client.events("subscription{ticks}") as events:
                    await tell(
                        connection, {"id": "1", "type": "subscribe", "payload": {"query": "subscription { ticks }"}}
                    )
                    await hear(connection)
                    assert (await events.next())[0] == "next"
                    stopping = asyncio.create_task(asyncio.to_thread(process.stop, 5.0))
                    with pytest.raises(ConnectionClosed) as closed:
                        await hear_to_the_end(connection)
                    assert closed.value.rcvd is not None
                    assert closed.value.rcvd.code == 1001
                    while (await events.next())[0]:
                        pass
                    assert await stopping == 0

    asyncio.run(scenario())


async def hear_to_the_end(connection) -> None:
    while True:
        await hear(connection)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--supergraph", "http://127.0.0.1:9/none"), "cannot be fetched"),
        (("--supergraph", "{0}", "--events", "clock"), "write NAME=websocket or NAME=sse"),
        (("--supergraph", "{0}", "--events", "clock=carrier-pigeon"), "write NAME=websocket or NAME=sse"),
        (("--supergraph", "{0}", "--events", "clock=sse:ftp://a"), "not an http, https or unix URL"),
        (
            ("--supergraph", "{0}", "--poll", "-1"),
            '--poll: supergraph.poll: "-1" is out of range. Write a number from 0 to 86400.',
        ),
    ],
)
def test_mistakes_are_told_in_one_line(tmp_path, options, words):
    place = tmp_path / "supergraph.graphql"
    place.write_text(supergraph("http://127.0.0.1:9/"))
    process = Process(
        name="serve",
        command=[sys.executable, "-m", "marketplace.gateway", "serve", *(o.format(place) for o in options)],
        log=tmp_path / "serve.log",
        ready=lambda: False,
    )
    with pytest.raises(ProcessFailedError):
        process.start().wait_until_ready()
    assert words in process.last_lines()
    assert "Traceback" not in process.last_lines()
