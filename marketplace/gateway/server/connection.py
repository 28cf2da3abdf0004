"""One HTTP/1.1 connection: RFC 9112. Requests are parsed by httptools and answered one after the other."""

import asyncio
import logging
from collections import deque
from contextlib import aclosing
from typing import NamedTuple, cast

import httptools

from marketplace.gateway.errors import (
    MalformedRequestError,
    RequestError,
    RequestHeadTooLargeError,
    RequestTimeoutError,
    RequestTooLargeError,
)
from marketplace.gateway.pipeline import Exchange, HttpRequest, HttpResponse, StreamedResponse
from marketplace.gateway.server.host import Host
from marketplace.gateway.server.websocket import WebSocketConnection, asks_for_websocket
from marketplace.gateway.server.writing import CONTINUE, LAST_CHUNK, chunk, write_head

logger = logging.getLogger(__name__)

MAX_PIPELINED = 16
"""Requests of one connection that may wait for the answer to an earlier one; then it is not read any further."""
LARGE_BODY = 16 * 1024
"""A body larger than this is not copied behind its head."""
LINGER = 2.0
"""For so long the rest of a refused request is read and dropped: closing at once would reset the connection before
the client has read why (RFC 9112, section 9.6)."""
NEVER = float("inf")


class Received(NamedTuple):
    """A request, or what is wrong with it; after a problem the connection is closed."""

    request: HttpRequest
    keeps_alive: bool
    problem: RequestError | None = None


class HttpConnection(asyncio.Protocol):
    """The callbacks named `on_*` are httptools'.

    `deadline`, a time of the event loop, is when the client must have done what it is expected to do next: sent a
    head, sent a body, read its answer, or asked again. The listener compares it twice a second.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._transport: asyncio.Transport
        self._parser = httptools.HttpRequestParser(self)
        self._task: asyncio.Task[None] | None = None
        self._exchange: Exchange | None = None
        self._websocket: WebSocketConnection | None = None
        self._waiting: deque[Received] = deque()
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._in_head = self._in_body = self._refused = False
        self._raw_head: list[bytes] = []
        self._head_size = 0
        self._begin_message()
        self.peer = ""
        self.deadline = NEVER

    @property
    def is_idle(self) -> bool:
        """Whether the client has nothing to expect."""
        return not (self._task or self._in_head or self._in_body or self._websocket)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        name = transport.get_extra_info("peername")
        self.peer = name[0] if isinstance(name, tuple) else ""
        self.deadline = self._host.now() + self._host.server.header_timeout
        if not self._host.admit(self):
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why it ended changes nothing
        self._host.forget(self)
        self._waiting.clear()
        self._may_write.set()
        if self._websocket is not None:
            self._websocket.lose()
        elif self._task is not None and self._exchange is not None and self._exchange.may_be_cancelled:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        if self._websocket is not None:
            self._websocket.feed(data)
            return
        if self._refused:
            return
        if self._in_head:
            self._raw_head.append(data)
            self._head_size += len(data)
        else:
            self._raw_head = [data]
            if not self._in_body and self._task is None:
                self.deadline = self._host.now() + self._host.server.header_timeout
        self._parse(data)
        if self._in_head and self._head_size > self._host.server.max_header_bytes:
            self._refuse(RequestHeadTooLargeError.than(self._host.server.max_header_bytes))

    def pause_writing(self) -> None:
        self._may_write.clear()
        self.deadline = self._host.now() + self._host.server.send_timeout

    def resume_writing(self) -> None:
        self._may_write.set()
        self.deadline = NEVER

    def on_message_begin(self) -> None:
        self._begin_message()
        self._in_head = True
        self._head_size = 0

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        known = self._headers.get(key)
        self._headers[key] = text if known is None else f"{known}, {text}"

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._in_body = True
        headers = self._headers
        longest = self._host.server.max_header_bytes
        if self._head_size + len(self._raw_head[0]) > longest and self._size_of_head() > longest:
            self._refuse(RequestHeadTooLargeError.than(longest))
            return
        declared = headers.get("content-length")
        limit = self._host.limits.max_body_bytes
        if declared is not None and declared.isdecimal() and int(declared) > limit:
            self._refuse(RequestTooLargeError.than(limit))
            return
        if "expect" in headers and headers["expect"].lower() == "100-continue":
            self._transport.write(CONTINUE)
        if self._task is None:
            self.deadline = self._host.now() + self._host.limits.body_timeout

    def on_body(self, body: bytes) -> None:
        self._body_size += len(body)
        if self._body_size > self._host.limits.max_body_bytes:
            self._refuse(RequestTooLargeError.than(self._host.limits.max_body_bytes))
        else:
            self._body.append(body)

    def on_message_complete(self) -> None:
        self._in_body = False
        if not self._refused and not asks_for_websocket(self._headers):
            self._take(Received(self._request(), self._parser.should_keep_alive()))

    def give_up(self) -> None:
        """The deadline has passed."""
        if (self._in_head or self._in_body) and not self._refused:
            part = "header" if self._in_head else "body"
            self._refuse(RequestTimeoutError(f"The request's {part} did not arrive in time. Send it again."))
        else:
            self._transport.abort()

    def close_if_idle(self) -> None:
        if self.is_idle:
            self._transport.close()

    def abort(self) -> None:
        self._transport.abort()

    def _parse(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if asks_for_websocket(self._headers):
                self._upgrade()
            elif rest := data[upgrade.args[0] :]:  # any other upgrade is declined by going on: RFC 9110, section 7.8
                self._parse(rest)
        except httptools.HttpParserError:
            self._refuse(MalformedRequestError("This is not HTTP/1.1. Send a request such as POST /graphql HTTP/1.1."))

    def _begin_message(self) -> None:
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._body_size = 0

    def _size_of_head(self) -> int:
        return len(self._url) + sum(len(name) + len(value) for name, value in self._headers.items())

    def _request(self) -> HttpRequest:
        body = self._body
        path, _, query_string = self._url.decode("latin-1").partition("?")
        return HttpRequest(
            method=self._parser.get_method().decode("latin-1"),
            query_string=query_string,
            headers=self._headers,
            body=body[0] if len(body) == 1 else b"".join(body),
            peer=self.peer,
            path=path,
        )

    def _refuse(self, error: RequestError) -> None:
        """Tell the client, and read nothing of it any more."""
        if self._refused or self._transport.is_closing():
            return
        self._refused = True
        self._in_head = self._in_body = False
        request = HttpRequest("POST", "", self._headers, peer=self.peer)
        self._take(Received(request, keeps_alive=False, problem=error))

    def _take(self, received: Received) -> None:
        if self._task is None:
            self._begin(received)
            return
        self._waiting.append(received)
        if len(self._waiting) >= MAX_PIPELINED:
            self._transport.pause_reading()

    def _begin(self, received: Received) -> None:
        self.deadline = NEVER
        self._task = self._host.loop.create_task(self._answer(received))

    async def _answer(self, received: Received) -> None:
        application, request = self._host.application, received.request
        self._exchange = exchange = application.begin(request)
        keeps_alive = False
        try:
            if received.problem is None:
                response = await application.respond(exchange)
            else:
                response = application.refuse(exchange, received.problem)
            keeps_alive = received.keeps_alive and not self._host.draining
            if isinstance(response, StreamedResponse):
                keeps_alive = await self._stream(exchange, response, keep_alive=keeps_alive)
            else:
                self._write(request, response, keep_alive=keeps_alive)
            if not self._may_write.is_set():
                await self._may_write.wait()
        except asyncio.CancelledError:  # the client has gone
            keeps_alive = False
        except Exception:
            logger.exception("A response could not be written")
            keeps_alive = False
        self._task = None
        self._go_on(keeps_alive=keeps_alive)

    def _go_on(self, *, keeps_alive: bool) -> None:
        if self._transport.is_closing():
            return
        if not keeps_alive:
            self._end()
        elif self._waiting:
            self._transport.resume_reading()
            self._begin(self._waiting.popleft())
        else:
            self.deadline = self._host.now() + self._host.server.keep_alive_timeout

    def _end(self) -> None:
        if self._refused and self._transport.can_write_eof():
            self._transport.write_eof()
            self.deadline = self._host.now() + LINGER
        else:
            self._transport.close()

    def _write(self, request: HttpRequest, response: HttpResponse, *, keep_alive: bool) -> None:
        body = response.body
        head = write_head(
            response.status, response.headers, response.cookies, self._host.date.text, len(body), keep_alive=keep_alive
        )
        if request.method == "HEAD" or not body:
            self._transport.write(head)
        elif len(body) < LARGE_BODY:
            self._transport.write(head + body)
        else:
            self._transport.writelines((head, body))

    async def _stream(self, exchange: Exchange, response: StreamedResponse, *, keep_alive: bool) -> bool:
        """Whether the connection may be used again: after a whole answer."""
        application = self._host.application
        try:
            async with aclosing(response.pieces):
                with application.admit_stream(lasting=response.lasting):
                    await self._write_pieces(response, keep_alive=keep_alive)
                    return keep_alive
        except RequestError as error:
            refusal = application.refuse(exchange, error)
            if isinstance(refusal, HttpResponse):
                self._write(exchange.request, refusal, keep_alive=keep_alive)
                return keep_alive
        return False

    async def _write_pieces(self, response: StreamedResponse, *, keep_alive: bool) -> None:
        date = self._host.date.text
        self._transport.write(
            write_head(response.status, response.headers, response.cookies, date, None, keep_alive=keep_alive)
        )
        async for piece in response.pieces:
            self._transport.write(chunk(piece))
            if not self._may_write.is_set():
                await self._may_write.wait()
        self._transport.write(LAST_CHUNK)

    def _upgrade(self) -> None:
        if self._task is not None:
            self._refuse(MalformedRequestError("Upgrade to WebSocket on a connection of its own."))
            return
        self.deadline = NEVER
        self._websocket = WebSocketConnection(self._host, self._transport, self._may_write, self._request())
        for data in self._raw_head:
            self._websocket.feed(data)
