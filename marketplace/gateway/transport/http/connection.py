"""One HTTP/1.1 connection: a request at a time, its response parsed by httptools."""

import asyncio
from typing import cast

import httptools

from marketplace.gateway.errors import (
    SubgraphConnectionLostError,
    SubgraphError,
    SubgraphMalformedResponseError,
    SubgraphResponseTooLargeError,
)
from marketplace.gateway.ports import SubgraphResponse

BODYLESS_STATUSES = frozenset({204, 304})


class ConnectionFailure(Exception):  # noqa: N818 - becomes a SubgraphError once the subgraph is known
    """The exchange failed. `answered` tells whether any byte of the response had arrived."""

    def __init__(self, reason: str, *, answered: bool) -> None:
        super().__init__(reason)
        self.answered = answered

    def of_subgraph(self, name: str) -> SubgraphError:
        """The same as an error of the subgraph."""
        return SubgraphConnectionLostError(name, f"{self}.")


class ResponseTooLarge(ConnectionFailure):
    """The response is longer than allowed."""

    def of_subgraph(self, name: str) -> SubgraphError:
        return SubgraphResponseTooLargeError(name, f"{self}.")


class ResponseUnreadable(ConnectionFailure):
    """The response is not HTTP."""

    def of_subgraph(self, name: str) -> SubgraphError:
        return SubgraphMalformedResponseError(name, f"{self}.")


class Connection(asyncio.Protocol):
    """Bytes of the response are collected until its end; the callbacks named `on_*` are httptools'.

    A connection is usable for another request only after a complete response that allows
    keep-alive; after any failure it is closed.
    """

    def __init__(self, *, max_body_bytes: int, max_header_bytes: int) -> None:
        self._max_body_bytes = max_body_bytes
        self._max_header_bytes = max_header_bytes
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._response: asyncio.Future[SubgraphResponse] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._headers: dict[str, str] = {}
        self._header_bytes = 0
        self._body: list[bytes] = []
        self._body_bytes = 0
        self._answered = False
        self._headers_complete = False
        self.exchanges = 0
        self.idle_since = 0.0

    @property
    def is_open(self) -> bool:
        """Whether another request may be written."""
        return self._transport is not None and not self._transport.is_closing()

    async def exchange(self, request: bytes, seconds: float) -> SubgraphResponse:
        """Write a request and wait so long for its response; raises ConnectionFailure, or TimeoutError.

        A timeout or a cancellation closes the connection, for the response may still come.
        """
        if self._transport is None or self._transport.is_closing():
            raise ConnectionFailure("the connection was closed before use", answered=False)
        response: asyncio.Future[SubgraphResponse] = self._loop.create_future()
        self._response = response
        self._headers, self._header_bytes = {}, 0
        self._body, self._body_bytes = [], 0
        self._answered = self._headers_complete = False
        self.exchanges += 1
        self._transport.write(request)
        timer = self._loop.call_later(seconds, self._time_out)
        try:
            return await response
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        """At once; what was not sent is dropped."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._response is None or self._response.done():
            self.close()  # bytes that nobody asked for: the next response could not be trusted
            return
        self._answered = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail(ResponseUnreadable("it switched protocols", answered=True))
        except httptools.HttpParserError as error:
            self._fail(ResponseUnreadable(f"the answer is not HTTP ({error})", answered=True))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._response is None or self._response.done():
            return
        if self._ends_with_connection():
            self._finish()
            return
        reason = f"the connection was lost ({exc})" if exc else "it closed the connection"
        progress = "before the answer was complete" if self._answered else "without an answer"
        self._fail(ConnectionFailure(f"{reason} {progress}", answered=self._answered))

    def on_message_begin(self) -> None:
        if self._response is None or self._response.done():
            self.close()  # a second answer to one request

    def on_header(self, name: bytes, value: bytes) -> None:
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > self._max_header_bytes:
            self._refuse_size(f"its headers exceed {self._max_header_bytes} bytes")
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        known = self._headers.get(key)
        separator = "\n" if key == "set-cookie" else ", "
        self._headers[key] = text if known is None else f"{known}{separator}{text}"

    def on_headers_complete(self) -> None:
        self._headers_complete = True
        declared = self._headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > self._max_body_bytes:
            self._refuse_size(f"it announces {declared} bytes, {self._max_body_bytes} are allowed")

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        if self._body_bytes > self._max_body_bytes:
            self._refuse_size(f"its answer exceeds {self._max_body_bytes} bytes")
        else:
            self._body.append(body)

    def on_message_complete(self) -> None:
        if 100 <= self._parser.get_status_code() < 200:  # noqa: PLR2004 - informational, RFC 9110 15.2
            self._headers, self._headers_complete = {}, False
            return
        self._finish()

    def _finish(self) -> None:
        response, parser = self._response, self._parser
        if response is None or response.done():
            return
        keeps_alive = parser.should_keep_alive()
        response.set_result(SubgraphResponse(parser.get_status_code(), self._headers, b"".join(self._body)))
        self._headers, self._body = {}, []
        if not keeps_alive:
            self.close()

    def _ends_with_connection(self) -> bool:
        """Whether the end of the connection is the end of the body: RFC 9112, section 6.3."""
        parser = self._parser
        return (
            self._headers_complete
            and parser.get_status_code() not in BODYLESS_STATUSES
            and "content-length" not in self._headers
            and "transfer-encoding" not in self._headers
        )

    def _time_out(self) -> None:
        if self._response is not None and not self._response.done():
            self._response.set_exception(TimeoutError())

    def _refuse_size(self, reason: str) -> None:
        self._fail(ResponseTooLarge(reason, answered=True))

    def _fail(self, failure: ConnectionFailure) -> None:
        if self._response is not None and not self._response.done():
            self._response.set_exception(failure)
        self.close()
