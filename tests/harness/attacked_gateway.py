"""`serve` with default settings as a target, and what is watched while it is attacked.

The attackers come from another loopback address than the innocent client, as from another machine.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from tests.harness.processes import Process, accepts_connections, free_port
from tests.harness.raw_server import json_response, read_request, serve_raw

SCHEMA = """
type Query { ping: Int me: Person people(first: Int): [Person] find(by: By): Person }
type Mutation { rename(name: String): Person }
type Subscription { ticks: Int }
type Person { id: ID name: String friend: Person friends: [Person] }
input By { names: [String] by: By }
"""
SLOW_SCHEMA = "type Query { hang: Int }"
ATTACKER = "127.0.0.2"
INNOCENT = "127.0.0.1"
MAX_GROWTH = 64 * 1024 * 1024
"""Bytes that an attack may add to the memory of the process for good or for a while."""
MAX_LATENCY = 2.0
"""Seconds that an innocent query may take meanwhile, on a machine that does other work as well."""


@dataclass
class Reply:
    """What an attacker gets; status 0 when the connection was closed without a word."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0

    @property
    def errors(self) -> list[dict[str, Any]]:
        errors: list[dict[str, Any]] = orjson.loads(self.body)["errors"]
        return errors

    @property
    def code(self) -> str:
        code: str = self.errors[0]["extensions"]["code"]
        return code

    @property
    def message(self) -> str:
        message: str = self.errors[0]["message"]
        return message


class Target:
    """A running gateway. `asked` are the texts of the operations that reached a subgraph, the innocent ones aside."""

    def __init__(self, port: int, process: Process, asked: list[str]) -> None:
        self.port = port
        self.process = process
        self.asked = asked

    @property
    def memory(self) -> int:
        """Resident bytes of the process and its children."""
        return sum(_resident(pid) for pid in _group(self.process.pid))

    async def send(self, raw: bytes, *, within: float = 30.0, address: str = ATTACKER) -> Reply:
        """The response to these bytes."""
        started = time.monotonic()
        async with asyncio.timeout(within), self.connect(address) as (reader, writer):
            writer.write(raw)
            reply = await read_reply(reader)
        reply.seconds = time.monotonic() - started
        return reply

    async def post(self, body: Any, address: str = ATTACKER, **headers: str) -> Reply:
        """The response to a well-formed POST of a JSON value, or of raw bytes."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        return await self.send(http_post(content, **headers), address=address)

    async def query(self, text: str, **more: Any) -> Reply:
        return await self.post({"query": text, **more})

    @asynccontextmanager
    async def connect(
        self, address: str = ATTACKER
    ) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    @asynccontextmanager
    async def unharmed(self, *, reaches_subgraphs: bool = False) -> AsyncIterator[None]:
        """Around an attack: an innocent client is answered quickly all the time, no subgraph is asked for the
        attacker, and the memory stays.
        """
        asked, memory = len(self.asked), self.memory
        latencies: list[float] = []
        innocent = asyncio.create_task(self._ask_innocently(latencies))
        try:
            yield
        finally:
            innocent.cancel()
            await asyncio.gather(innocent, return_exceptions=True)
        await self._ask_once(latencies)
        assert max(latencies) < MAX_LATENCY, f"an innocent query took {max(latencies):.2f} s"
        assert reaches_subgraphs or self.asked[asked:] == []
        grown = self.memory - memory
        assert grown < MAX_GROWTH, f"{grown / 2**20:.0f} MiB more memory"

    async def _ask_innocently(self, latencies: list[float]) -> None:
        while True:
            await self._ask_once(latencies)
            await asyncio.sleep(0.01)

    async def _ask_once(self, latencies: list[float]) -> None:
        reply = await self.post({"query": "{ ping }"}, address=INNOCENT)
        assert (reply.status, reply.body) == (200, b'{"data":{"ping":1}}')
        latencies.append(reply.seconds)


def http_post(content: bytes, **headers: str) -> bytes:
    """A request whose headers, written with underscores, go before the usual ones."""
    usual = {
        "host": "shop.test",
        "accept": "application/graphql-response+json",
        "content-type": "application/json",
        "content-length": str(len(content)),
    }
    named = {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"POST /graphql HTTP/1.1\r\n{head}\r\n".encode() + content


async def read_reply(reader: asyncio.StreamReader) -> Reply:
    """One response."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = [line.partition(":")[::2] for line in head[1:] if line]
        headers = {name.lower(): value.strip() for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    except (asyncio.IncompleteReadError, ConnectionError):
        return Reply(0)
    return Reply(int(head[0].split()[1]), headers, body)


@contextmanager
def attacked_gateway(directory: Path, *options: str) -> Iterator[Target]:
    """Served until the block ends, over a subgraph that answers at once and one that never does."""
    asked: list[str] = []
    with _subgraphs(asked) as (fast, slow):
        composed = compose([SubgraphDefinition("fast", fast, SCHEMA), SubgraphDefinition("slow", slow, SLOW_SCHEMA)])
        assert composed.supergraph_sdl is not None
        place = directory / "supergraph.graphql"
        place.write_text(composed.supergraph_sdl)
        port = free_port()
        process = Process(
            name="serve",
            command=[
                *(sys.executable, "-m", "marketplace.gateway", "serve"),
                *("--supergraph", str(place), "--port", str(port), *options),
            ],
            log=directory / "serve.log",
            ready=lambda: accepts_connections(port),
        )
        with process:
            yield Target(port, process, asked)


@contextmanager
def _subgraphs(asked: list[str]) -> Iterator[tuple[str, str]]:
    """In a thread of their own, so that what a test does with its event loop does not slow them down."""
    loop = asyncio.new_event_loop()
    started: asyncio.Future[tuple[str, str]] = loop.create_future()
    ending = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _number: int) -> None:
        person = {"id": "1", "name": "Ann"}
        data = orjson.dumps({"data": {"ping": 1, "me": person, "people": [person], "find": person}})
        while True:
            _, body = await read_request(reader)
            query = orjson.loads(body)["query"]
            if query != "{ping}":
                asked.append(query)
            writer.write(json_response(data))

    async def hang(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter, _number: int) -> None:
        while True:
            await read_request(reader)

    async def serve() -> None:
        async with serve_raw(answer) as fast, serve_raw(hang) as slow:
            started.set_result((fast.url, slow.url))
            await ending.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        while not started.done():
            time.sleep(0.01)
        yield started.result()
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join()
        loop.close()


def _group(leader: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if os.getpgid(int(entry.name)) == leader:
                    yield int(entry.name)
            except ProcessLookupError:
                continue


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
