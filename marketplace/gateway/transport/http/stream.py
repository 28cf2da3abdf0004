"""One HTTP request whose response is read piece by piece, on a connection of its own."""

import asyncio
import socket
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import httptools

from marketplace.gateway.transport.http.address import SubgraphAddress
from marketplace.gateway.transport.http.connection import ConnectionFailure, ResponseTooLarge, ResponseUnreadable

READ_BYTES = 64 * 1024
FIRST_PROBE_AFTER = 60  # seconds of silence until TCP asks whether the peer is still there
PROBE_INTERVAL = 20
PROBES = 3


@dataclass(slots=True)
class _Parsed:
    """What the parser has found; the methods named `on_*` are httptools' callbacks."""

    headers: dict[str, str]
    pieces: deque[bytes]
    header_bytes: int = 0
    head_complete: bool = False
    complete: bool = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self.header_bytes += len(name) + len(value)
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.head_complete = True

    def on_body(self, body: bytes) -> None:
        self.pieces.append(body)

    def on_message_complete(self) -> None:
        self.complete = True


class ResponseStream:
    """A response whose head has arrived."""

    def __init__(self, reader: asyncio.StreamReader, max_header_bytes: int) -> None:
        self._reader = reader
        self._max_header_bytes = max_header_bytes
        self._parsed = _Parsed({}, deque())
        self._parser = httptools.HttpResponseParser(self._parsed)

    @property
    def status(self) -> int:
        return int(self._parser.get_status_code())

    @property
    def headers(self) -> dict[str, str]:
        return self._parsed.headers

    async def read_head(self) -> None:
        """Raises ConnectionFailure."""
        while not self._parsed.head_complete:
            if not await self._feed():
                raise ConnectionFailure("it closed the connection without an answer", answered=False)
            if self._parsed.header_bytes > self._max_header_bytes:
                raise ResponseTooLarge(f"its headers exceed {self._max_header_bytes} bytes", answered=True)

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The body as it arrives; raises ConnectionFailure when it is cut off."""
        while True:
            while self._parsed.pieces:
                yield self._parsed.pieces.popleft()
            if self._parsed.complete:
                return
            if not await self._feed():
                if "content-length" in self.headers or "transfer-encoding" in self.headers:
                    raise ConnectionFailure("it closed the connection before the answer was complete", answered=True)
                return

    async def _feed(self) -> bool:
        try:
            data = await self._reader.read(READ_BYTES)
            if data:
                self._parser.feed_data(data)
        except OSError as error:
            raise ConnectionFailure(f"the connection was lost ({error})", answered=True) from error
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            raise ResponseUnreadable(f"the answer is not HTTP ({error})", answered=True) from error
        return bool(data)


@asynccontextmanager
async def open_stream(
    address: SubgraphAddress, request: bytes, max_header_bytes: int
) -> AsyncGenerator[ResponseStream, None]:
    """Send a request on a new connection, which is closed at the end of the block. Raises OSError when there is no
    connection.
    """
    if address.socket_path is not None:
        reader, writer = await asyncio.open_unix_connection(address.socket_path)
    else:
        reader, writer = await asyncio.open_connection(address.host, address.port, ssl=address.ssl_context)
        _notice_dead_peers(cast("socket.socket", writer.get_extra_info("socket")))
    try:
        writer.write(request)
        await writer.drain()
        yield ResponseStream(reader, max_header_bytes)
    finally:
        writer.transport.abort()


def _notice_dead_peers(connection: Any) -> None:
    """An event stream may be silent for hours, so only TCP can tell silence from death: RFC 9293, section 3.8.4."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (
        ("TCP_KEEPIDLE", FIRST_PROBE_AFTER),
        ("TCP_KEEPINTVL", PROBE_INTERVAL),
        ("TCP_KEEPCNT", PROBES),
    ):
        if hasattr(socket, option):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
