"""`python -m benchmarks.gateway.workload.subgraphs`: the four subgraphs in one process that costs next to nothing.

Each distinct request is answered once by graphql-core; from then on its bytes are looked up. GET /counts tells how
many requests each subgraph has been sent.
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, cast

import httptools
import uvloop
from graphql import GraphQLSchema

from benchmarks.gateway.workload.graph import SUBGRAPHS, answer, executable_schema

COUNTS_PATH: Final = b"/counts"


class Subgraphs:
    """Answers, remembered."""

    def __init__(self) -> None:
        self._schemas: dict[bytes, GraphQLSchema] = {f"/{name}".encode(): executable_schema(name) for name in SUBGRAPHS}
        self._remembered: dict[tuple[bytes, bytes], bytes] = {}
        self._counts: Counter[bytes] = Counter()

    def respond(self, path: bytes, body: bytes) -> bytes:
        """A whole HTTP response."""
        if path == COUNTS_PATH:
            return _response({name.decode()[1:]: self._counts[name] for name in self._schemas})
        self._counts[path] += 1
        found = self._remembered.get((path, body))
        if found is None:
            found = self._remembered[path, body] = _response(json.loads(answer(self._schemas[path], body)))
        return found


class Connection(asyncio.Protocol):
    """One client, whose requests are answered in the turn of the event loop that they arrive in."""

    def __init__(self, respond: Callable[[bytes, bytes], bytes]) -> None:
        self._respond = respond
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._path = b""
        self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are no subclass of it

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._path = url
        self._body = b""

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        assert self._transport is not None
        self._transport.write(self._respond(self._path, self._body))
        if not self._parser.should_keep_alive():
            self._transport.close()


def _response(value: object) -> bytes:
    body = json.dumps(value, separators=(",", ":")).encode()
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


async def serve(port: int, socket: Path) -> None:
    loop = asyncio.get_running_loop()
    connection = partial(Connection, Subgraphs().respond)
    over_tcp = await loop.create_server(connection, "127.0.0.1", port, backlog=1024)
    over_unix = await loop.create_unix_server(connection, str(socket), backlog=1024)
    async with over_tcp, over_unix:
        await asyncio.gather(over_tcp.serve_forever(), over_unix.serve_forever())


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the benchmark's subgraphs.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--socket", type=Path, required=True, help="a Unix socket to serve on as well")
    options = parser.parse_args()
    uvloop.run(serve(options.port, options.socket))


if __name__ == "__main__":
    main()
