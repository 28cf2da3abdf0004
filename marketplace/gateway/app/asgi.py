"""The gateway as an ASGI 3 application: its routes, and the server's lifespan."""

from collections.abc import Awaitable, Callable, Mapping

from marketplace.gateway.app.graphql_over_http import GraphqlOverHttp
from marketplace.gateway.app.messages import (
    Receive,
    Scope,
    Send,
    headers_of,
    json_response,
    send_response,
    text_response,
)
from marketplace.gateway.app.websocket import GraphqlOverWebSocket
from marketplace.gateway.explorer import Explorer
from marketplace.gateway.pipeline import HttpResponse

GRAPHQL_PATH = "/graphql"
NORMAL_CLOSURE = 1000


class AsgiApplication:
    """Routes by path. Of inbound headers none is passed on to subgraphs, `x-holdfast-*` included."""

    def __init__(
        self,
        *,
        over_http: GraphqlOverHttp,
        over_websocket: GraphqlOverWebSocket,
        explorer: Explorer,
        why_not_ready: Callable[[], Awaitable[list[str]]],
        start: Callable[[], Awaitable[None]],
        close: Callable[[], Awaitable[None]],
    ) -> None:
        self._over_http = over_http
        self._over_websocket = over_websocket
        self._explorer = explorer
        self._why_not_ready = why_not_ready
        self._start = start
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http" if scope["path"] == GRAPHQL_PATH:
                await self._over_http.serve(scope, receive, send)
            case "http":
                await send_response(send, await self._show(scope), body=scope["method"] != "HEAD")
            case "lifespan":
                await self._live(receive, send)
            case "websocket" if scope["path"] == GRAPHQL_PATH:
                await self._over_websocket.serve(scope, receive, send)
            case "websocket":
                await send({"type": "websocket.close", "code": NORMAL_CLOSURE})

    async def _show(self, scope: Scope) -> HttpResponse:
        if scope["method"] not in {"GET", "HEAD"}:
            return text_response(405, "This page can only be read.", {"allow": "GET, HEAD"})
        match scope["path"]:
            case "/healthz" | "/health":
                return json_response(200, {"status": "alive"})
            case "/readyz":
                return await self._tell_readiness()
            case path:
                return self._show_page(path, headers_of(scope))

    async def _tell_readiness(self) -> HttpResponse:
        reasons = await self._why_not_ready()
        if reasons:
            return json_response(503, {"status": "not ready", "reasons": reasons})
        return json_response(200, {"status": "ready"})

    def _show_page(self, path: str, headers: Mapping[str, str]) -> HttpResponse:
        page = self._explorer.find(path)
        if page is None:
            return text_response(404, f"Nothing is here. GraphQL is at {GRAPHQL_PATH}.")
        if headers.get("if-none-match") == page.etag:
            return HttpResponse(304, {"etag": page.etag}, b"")
        return HttpResponse(200, page.headers, page.body)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._close()
                await send({"type": "lifespan.shutdown.complete"})
                return
