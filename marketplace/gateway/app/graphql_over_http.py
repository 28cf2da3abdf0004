"""The path /graphql by GET and POST: the request's body in, one answer or a stream of them out."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, aclosing

from marketplace.gateway.app.disconnect import CancelledWhenClientLeaves, ClientGone
from marketplace.gateway.app.messages import Receive, Scope, Send, headers_of, send_head, send_response
from marketplace.gateway.app.open_streams import OpenStreams
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.errors import RequestError, RequestTimeoutError, RequestTooLargeError, TooManyStreamsError
from marketplace.gateway.pipeline import (
    Exchange,
    Handler,
    HttpRequest,
    HttpResponse,
    Response,
    StreamedResponse,
    new_exchange,
)


class GraphqlOverHttp:
    """Serves each request to its end with the supergraph that was in service when it began."""

    def __init__(
        self, config: GatewayConfig, streams: OpenStreams, use: Callable[[], AbstractContextManager[Handler]]
    ) -> None:
        self._limits = config.limits
        self._send_timeout = config.live.send_timeout
        self._streams = streams
        self._use = use

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HttpRequest(
            method=scope["method"],
            query_string=scope["query_string"].decode("latin-1"),
            headers=headers_of(scope),
            peer=(scope.get("client") or ("",))[0],
        )
        try:
            with self._use() as handler:
                await self._answer(handler, request, receive, send)
        except ClientGone:
            return

    async def _answer(self, handler: Handler, request: HttpRequest, receive: Receive, send: Send) -> None:
        if request.method == "POST":
            try:
                request = request.with_body(await self._read_body(request, receive))
            except RequestError as error:
                exchange = new_exchange(request)
                await self._send(handler, exchange, handler.refuse(exchange, error), receive, send)
                return
        exchange = new_exchange(request)
        with CancelledWhenClientLeaves(receive, lambda: exchange.may_be_cancelled):
            response = await handler.handle(exchange)
        await self._send(handler, exchange, response, receive, send)

    async def _send(
        self, handler: Handler, exchange: Exchange, response: Response, receive: Receive, send: Send
    ) -> None:
        body = exchange.request.method != "HEAD"
        if isinstance(response, HttpResponse):
            await send_response(send, response, body=body)
            return
        try:
            with self._streams.admit():
                await self._send_stream(response, receive, send)
        except TooManyStreamsError as error:
            refusal = handler.refuse(exchange, error)
            if isinstance(refusal, HttpResponse):
                await send_response(send, refusal, body=body)

    async def _send_stream(self, response: StreamedResponse, receive: Receive, send: Send) -> None:
        """Each piece as it comes. A client that does not take one within the time limit is given up: then the
        response is never completed, which tells the server to cut the connection.
        """
        with CancelledWhenClientLeaves(receive, lambda: True, after=0.0):
            async with aclosing(response.pieces) as pieces:
                await send_head(send, response.status, response.headers, response.cookies)
                async for piece in pieces:
                    try:
                        async with asyncio.timeout(self._send_timeout):
                            await send({"type": "http.response.body", "body": piece, "more_body": True})
                    except TimeoutError:
                        return
        await send({"type": "http.response.body", "body": b""})

    async def _read_body(self, request: HttpRequest, receive: Receive) -> bytes:
        """The whole body, or an error as soon as it is known to be too large or too slow."""
        limits = self._limits
        declared = request.headers.get("content-length", "0")
        if declared.isdecimal() and int(declared) > limits.max_body_bytes:
            raise RequestTooLargeError.than(limits.max_body_bytes)
        chunks: list[bytes] = []
        received = 0
        try:
            async with asyncio.timeout(limits.body_timeout):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ClientGone
                    chunk: bytes = message.get("body", b"")
                    received += len(chunk)
                    if received > limits.max_body_bytes:
                        raise RequestTooLargeError.than(limits.max_body_bytes)
                    chunks.append(chunk)
                    if not message.get("more_body", False):
                        return b"".join(chunks)
        except TimeoutError as error:
            raise RequestTimeoutError(f"The request's body did not arrive within {limits.body_timeout:g} s.") from error
