"""A client on a connection that it keeps as long as it may, and opens anew when it must."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

GIVE_UP_AFTER: Final = 20.0
"""Seconds: more than the gateway gives an operation."""
LARGEST_HEAD: Final = 64 * 1024
BALANCERS: Final = frozenset({502, 503, 504})
"""What the balancer says by itself: then nobody behind it has answered."""


class LostError(Exception):
    """A request was sent, or should have been, and no answer of a gateway came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpClient:
    """Of one address; for one task at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises LostError."""
        try:
            async with asyncio.timeout(GIVE_UP_AFTER):
                answer = await self._post(body, headers)
        except TimeoutError:
            self.close()
            raise LostError(f"no answer within {GIVE_UP_AFTER:g} s") from None
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            self.close()
            raise LostError(repr(error)) from error
        if answer.status in BALANCERS and "x-request-id" not in answer.headers:
            raise LostError(f"the balancer says {answer.status}")
        return answer

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1024 * 1024)
        reader, writer = self._streams
        writer.write(request_bytes(body, headers))
        status, answered = await read_head(reader)
        chunked = answered.get("transfer-encoding") == "chunked"
        received = b"".join([piece async for piece in chunks(reader)]) if chunked else b""
        if "content-length" in answered:
            received = await reader.readexactly(int(answered["content-length"]))
        if answered.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, answered, received)


def request_bytes(body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = ["POST /graphql HTTP/1.1", "host: gateway", "content-type: application/json"]
    lines += [f"content-length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    status_line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return int(status_line.split(" ")[1]), {name.lower(): value.strip() for name, _, value in pairs}


async def chunks(reader: asyncio.StreamReader) -> AsyncGenerator[bytes, None]:
    """The pieces of a body in chunks: RFC 9112, section 7.1."""
    while True:
        size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        piece = await reader.readexactly(size + 2)
        if not size:
            return
        yield piece[:-2]


@asynccontextmanager
async def opened_stream(
    port: int, body: bytes, headers: Mapping[str, str]
) -> AsyncIterator[tuple[int, asyncio.StreamReader]]:
    """Status and body of an answer whose body is read piece by piece; raises OSError and the like."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LARGEST_HEAD)
    try:
        writer.write(request_bytes(body, headers))
        status, _ = await read_head(reader)
        yield status, reader
    finally:
        with contextlib.suppress(OSError):
            writer.transport.abort()
