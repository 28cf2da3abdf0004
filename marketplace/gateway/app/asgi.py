"""The gateway as an ASGI 3 application, for other servers than its own."""

import asyncio
from contextlib import aclosing

from marketplace.gateway.app.disconnect import CancelledWhenClientLeaves, ClientGone
from marketplace.gateway.app.face import Face
from marketplace.gateway.app.messages import Receive, Scope, Send, headers_of, send_head, send_response
from marketplace.gateway.errors import RequestError, RequestTimeoutError, RequestTooLargeError
from marketplace.gateway.pipeline import Exchange, HttpRequest, HttpResponse, Response, StreamedResponse


class AsgiApplication:
    """Of inbound headers none is passed on to subgraphs, `x-holdfast-*` included."""

    def __init__(self, face: Face) -> None:
        self._face = face

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                try:
                    await self._serve(scope, receive, send)
                except ClientGone:
                    return
            case "websocket":
                await self._face.serve_websocket(scope, receive, send)
            case "lifespan":
                await self._live(receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HttpRequest(
            method=scope["method"],
            query_string=scope["query_string"].decode("latin-1"),
            headers=headers_of(scope),
            peer=(scope.get("client") or ("",))[0],
            path=scope["path"],
        )
        try:
            if request.method == "POST":
                request = request.with_body(await self._read_body(request, receive))
        except RequestError as error:
            exchange = self._face.begin(request)
            await self._send(exchange, self._face.refuse(exchange, error), receive, send)
            return
        exchange = self._face.begin(request)
        with CancelledWhenClientLeaves(receive, lambda: exchange.may_be_cancelled):
            response = await self._face.respond(exchange)
        await self._send(exchange, response, receive, send)

    async def _send(self, exchange: Exchange, response: Response, receive: Receive, send: Send) -> None:
        body = exchange.request.method != "HEAD"
        if isinstance(response, HttpResponse):
            await send_response(send, response, body=body)
            return
        try:
            async with aclosing(response.pieces):
                with self._face.admit_stream(lasting=response.lasting):
                    await self._send_stream(response, receive, send)
        except RequestError as error:
            refusal = self._face.refuse(exchange, error)
            if isinstance(refusal, HttpResponse):
                await send_response(send, refusal, body=body)

    async def _send_stream(self, response: StreamedResponse, receive: Receive, send: Send) -> None:
        """Each piece as it comes. A client that does not take one within the time limit is given up: then the
        response is never completed, which tells the server to cut the connection.
        """
        with CancelledWhenClientLeaves(receive, lambda: True, after=0.0):
            await send_head(send, response.status, response.headers, response.cookies)
            async for piece in response.pieces:
                try:
                    async with asyncio.timeout(self._face.config.live.send_timeout):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
                except TimeoutError:
                    return
        await send({"type": "http.response.body", "body": b""})

    async def _read_body(self, request: HttpRequest, receive: Receive) -> bytes:
        """The whole body, or an error as soon as it is known to be too large or too slow."""
        limits = self._face.config.limits
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

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._face.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._face.aclose()
                await send({"type": "lifespan.shutdown.complete"})
                return
