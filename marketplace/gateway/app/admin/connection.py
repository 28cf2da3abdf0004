"""One connection of the operators' listener: HTTP/1.1 by httptools, one request after the other."""

import asyncio
from http import HTTPStatus

import httptools

from marketplace.gateway.app.admin.routes import AdminRequest, AdminResponse, AdminRoutes
from marketplace.gateway.config import AdminConfig

READ_BYTES = 16 * 1024
MAX_HEAD_BYTES = 16 * 1024
SEPARATORS = 4
"""Bytes of a header line beside its name and value."""
SWALLOW_SECONDS = 1.0


class _Incoming:
    """What the parser has found; the methods named `on_*` are httptools' callbacks."""

    def __init__(self) -> None:
        self.parser = httptools.HttpRequestParser(self)
        self.keep_alive = False
        self.target = b""
        self.headers: dict[str, str] = {}
        self.body = bytearray()
        self.head_bytes = 0
        self.complete = False

    def on_url(self, url: bytes) -> None:
        self.target += url
        self.head_bytes += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.head_bytes += len(name) + len(value) + SEPARATORS
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.keep_alive = self.parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.complete = True


async def serve_connection(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, routes: AdminRoutes, config: AdminConfig
) -> None:
    """Until either side has had enough. What does not fit the limits is refused, and the connection closed."""
    try:
        while True:
            async with asyncio.timeout(config.timeout):
                request, keep_alive = await _read_request(reader, config.max_body)
            if request is None:
                return
            if isinstance(request, AdminResponse):
                response, keep_alive, head_only = request, False, False
            else:
                response = await routes.answer(request)
                head_only = request.method == "HEAD"
            async with asyncio.timeout(config.timeout):
                writer.write(_encode(response, keep_alive=keep_alive, head_only=head_only))
                await writer.drain()
            if isinstance(request, AdminResponse):
                await _swallow(reader, writer)
            if not keep_alive:
                return
    except (TimeoutError, ConnectionError):
        return
    finally:
        writer.close()


async def _swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What a refused client still sends: closing before it is read would destroy the refusal on its way (RFC 9112,
    section 9.6).
    """
    writer.write_eof()
    async with asyncio.timeout(SWALLOW_SECONDS):
        while await reader.read(READ_BYTES):
            pass


async def _read_request(
    reader: asyncio.StreamReader, max_body: int
) -> tuple[AdminRequest | AdminResponse | None, bool]:
    """The request or its refusal, and whether another may follow; None at the end of the connection.

    Requests that are sent before the answer to the one before (pipelining) are refused with it: nobody does that here.
    """
    incoming = _Incoming()
    while not incoming.complete:
        data = await reader.read(READ_BYTES)
        if not data:
            return None, False
        try:
            incoming.parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            return AdminResponse.refusal(400, "This is not HTTP/1.1."), False
        if incoming.head_bytes > MAX_HEAD_BYTES:
            return AdminResponse.refusal(431, f"The head of a request has at most {MAX_HEAD_BYTES} bytes."), False
        if len(incoming.body) > max_body:
            return AdminResponse.refusal(413, f"The body of a request has at most {max_body} bytes."), False
    path, _, query = incoming.target.decode("latin-1").partition("?")
    method = incoming.parser.get_method().decode()
    return AdminRequest(method, path, query, incoming.headers, bytes(incoming.body)), incoming.keep_alive


def _encode(response: AdminResponse, *, keep_alive: bool, head_only: bool) -> bytes:
    headers = {
        "content-type": response.content_type,
        "content-length": str(len(response.body)),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        **response.headers,
        **({} if keep_alive else {"connection": "close"}),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}\r\n{lines}\r\n"
    return head.encode("latin-1") + (b"" if head_only else response.body)
