"""What is at which path."""

from collections.abc import Awaitable, Callable

import orjson

from marketplace.gateway.app.graphql_over_http import GraphqlOverHttp
from marketplace.gateway.app.messages import Receive, Scope, Send
from marketplace.gateway.app.websocket import GraphqlOverWebSocket
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.explorer import Explorer
from marketplace.gateway.pipeline import Exchange, HttpRequest, HttpResponse, Response, answer_preflight

GRAPHQL_PATH = "/graphql"
NORMAL_CLOSURE = 1000
NO_STORE = {"cache-control": "no-store"}


class Routes:
    """The pages beside GraphQL can only be read."""

    def __init__(
        self,
        config: GatewayConfig,
        over_http: GraphqlOverHttp,
        over_websocket: GraphqlOverWebSocket,
        why_not_ready: Callable[[], Awaitable[list[str]]],
    ) -> None:
        self._cross_origin = config.cross_origin
        self._explorer = Explorer(config.explorer)
        self._over_http = over_http
        self._over_websocket = over_websocket
        self._why_not_ready = why_not_ready

    async def serve_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection to its end; there is none but for GraphQL."""
        if scope["path"] == GRAPHQL_PATH:
            await self._over_websocket.serve(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": NORMAL_CLOSURE})

    async def respond(self, exchange: Exchange) -> Response:
        """The answer to a request that has wholly arrived."""
        request = exchange.request
        if request.path == GRAPHQL_PATH:
            if request.method == "OPTIONS" and (answer := answer_preflight(request, self._cross_origin)) is not None:
                return answer
            return await self._over_http.respond(exchange)
        if request.method not in {"GET", "HEAD"}:
            return _text(405, "This page can only be read.", {"allow": "GET, HEAD"})
        if request.path in {"/healthz", "/health"}:
            return _json(200, {"status": "alive"})
        if request.path == "/readyz":
            return await self._tell_readiness()
        return self._show_page(request)

    async def _tell_readiness(self) -> HttpResponse:
        reasons = await self._why_not_ready()
        if reasons:
            return _json(503, {"status": "not ready", "reasons": reasons})
        return _json(200, {"status": "ready"})

    def _show_page(self, request: HttpRequest) -> HttpResponse:
        page = self._explorer.find(request.path)
        if page is None:
            return _text(404, f"Nothing is here. GraphQL is at {GRAPHQL_PATH}.")
        if request.headers.get("if-none-match") == page.etag:
            return HttpResponse(304, {"etag": page.etag}, b"")
        return HttpResponse(200, page.headers, page.body)


def _json(status: int, value: dict[str, object]) -> HttpResponse:
    return HttpResponse(status, {"content-type": "application/json", **NO_STORE}, orjson.dumps(value))


def _text(status: int, text: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        status, {"content-type": "text/plain; charset=utf-8", **NO_STORE, **(headers or {})}, f"{text}\n".encode()
    )
