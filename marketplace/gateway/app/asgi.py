"""The gateway as an ASGI 3 application: four routes, the request's body, the server's lifespan."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import orjson

from marketplace.gateway.config import LimitsConfig
from marketplace.gateway.errors import RequestError, RequestTimeoutError, RequestTooLargeError
from marketplace.gateway.explorer import Explorer
from marketplace.gateway.pipeline import Handler, HttpRequest, HttpResponse

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

GRAPHQL_PATH = "/graphql"
NO_STORE = {"cache-control": "no-store"}


class ClientGone(Exception):  # noqa: N818 - an event, nobody's error
    """The client closed the connection before its request was complete."""


class AsgiApplication:
    """Routes by path. Of inbound headers none is passed on to subgraphs, `x-holdfast-*` included."""

    def __init__(
        self,
        *,
        handler: Handler,
        limits: LimitsConfig,
        explorer: Explorer,
        why_not_ready: Callable[[], Awaitable[list[str]]],
        close: Callable[[], Awaitable[None]],
    ) -> None:
        self._handler = handler
        self._limits = limits
        self._explorer = explorer
        self._why_not_ready = why_not_ready
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                await self._serve(scope, receive, send)
            case "lifespan":
                await self._live(receive, send)
            case "websocket":
                await send({"type": "websocket.close", "code": 1000})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._respond(scope, receive)
        except ClientGone:
            return
        await send(
            {
                "type": "http.response.start",
                "status": response.status,
                "headers": [
                    (name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers.items()
                ]
                + [(b"content-length", b"%d" % len(response.body))],
            }
        )
        body = b"" if scope["method"] == "HEAD" else response.body
        await send({"type": "http.response.body", "body": body})

    async def _respond(self, scope: Scope, receive: Receive) -> HttpResponse:
        path: str = scope["path"]
        if path == GRAPHQL_PATH:
            return await self._answer_graphql(scope, receive)
        if scope["method"] not in {"GET", "HEAD"}:
            return _text(405, "This page can only be read.", {"allow": "GET, HEAD"})
        match path:
            case "/healthz":
                return _json(200, {"status": "alive"})
            case "/readyz":
                return await self._tell_readiness()
            case _:
                return self._show_page(path, _headers(scope))

    async def _tell_readiness(self) -> HttpResponse:
        reasons = await self._why_not_ready()
        if reasons:
            return _json(503, {"status": "not ready", "reasons": reasons})
        return _json(200, {"status": "ready"})

    def _show_page(self, path: str, headers: Mapping[str, str]) -> HttpResponse:
        page = self._explorer.find(path)
        if page is None:
            return _text(404, f"Nothing is here. GraphQL is at {GRAPHQL_PATH}.")
        if headers.get("if-none-match") == page.etag:
            return HttpResponse(304, {"etag": page.etag}, b"")
        return HttpResponse(200, page.headers, page.body)

    async def _answer_graphql(self, scope: Scope, receive: Receive) -> HttpResponse:
        request = HttpRequest(
            method=scope["method"],
            query_string=scope["query_string"].decode("latin-1"),
            headers=_headers(scope),
        )
        if request.method == "POST":
            try:
                request = request.with_body(await self._read_body(request, receive))
            except RequestError as error:
                return self._handler.refuse(request, error)
        return await self._handler.handle(request)

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

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _headers(scope: Scope) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _json(status: int, value: Mapping[str, Any]) -> HttpResponse:
    return HttpResponse(status, {"content-type": "application/json", **NO_STORE}, orjson.dumps(value))


def _text(status: int, text: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        status,
        {"content-type": "text/plain; charset=utf-8", **NO_STORE, **(headers or {})},
        f"{text}\n".encode(),
    )
