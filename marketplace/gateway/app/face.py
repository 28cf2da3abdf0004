"""What servers see of a gateway."""

from collections.abc import Coroutine
from contextlib import AbstractContextManager
from typing import Any, Protocol

from marketplace.gateway.app.messages import Receive, Scope, Send
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.errors import RequestError
from marketplace.gateway.pipeline import Exchange, HttpRequest, Response


class Face(Protocol):
    """All of it in one event loop."""

    @property
    def config(self) -> GatewayConfig:
        """As it is now."""
        ...

    def begin(self, request: HttpRequest) -> Exchange:
        """The state of a request, which tells whether it may be cancelled when its client leaves."""
        ...

    def respond(self, exchange: Exchange) -> Coroutine[Any, Any, Response]:
        """The answer to a request that has wholly arrived. The pieces of a stream have to be closed."""
        ...

    def refuse(self, exchange: Exchange, error: RequestError) -> Response:
        """The answer to a request that cannot be received, or not be served now."""
        ...

    def admit_stream(self, *, lasting: bool) -> AbstractContextManager[None]:
        """Around sending an answer of many pieces; raises RequestError where there are too many, or when stopping."""
        ...

    async def serve_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One WebSocket to its end, told in the messages of ASGI 3."""
        ...

    async def start(self) -> None:
        """Before the first request."""
        ...

    async def reload_configuration(self) -> None:
        """SIGHUP: read the configuration anew, and take over what has changed."""
        ...

    async def begin_drain(self) -> None:
        """The process is about to stop: say so to balancers, and end what lasts."""
        ...

    async def aclose(self) -> None:
        """After the last request."""
        ...
