"""`python -m benchmarks.gateway.constant`: the gateway's own server with one answer to everything.

It tells what the server costs, which is the least that any answer can cost.
"""

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

from marketplace.gateway.app.messages import Receive, Scope, Send
from marketplace.gateway.config import GatewayConfig, ServerConfig
from marketplace.gateway.errors import RequestError
from marketplace.gateway.pipeline import Exchange, HttpRequest, HttpResponse, Response, new_exchange
from marketplace.gateway.server import Worker, serve


class Constant:
    """The face of a gateway that does nothing."""

    def __init__(self, body: bytes) -> None:
        self.config = GatewayConfig()
        self._response = HttpResponse(200, {"content-type": "application/json", "cache-control": "no-store"}, body)
        self._exchange = new_exchange(HttpRequest("POST", "", {}))

    def begin(self, _request: HttpRequest) -> Exchange:
        return self._exchange

    async def respond(self, _exchange: Exchange) -> Response:
        return self._response

    def refuse(self, _exchange: Exchange, error: RequestError) -> Response:
        return HttpResponse(error.http_status, {"content-type": "text/plain"}, str(error).encode())

    def admit_stream(self, *, lasting: bool) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()

    async def serve_websocket(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "websocket.close"})

    async def start(self) -> None:
        """Nothing to start."""

    async def reload_configuration(self) -> None:
        """Nothing to read."""

    async def begin_drain(self) -> None:
        """Nothing lasts."""

    async def aclose(self) -> None:
        """Nothing is open."""


def make(body: bytes, _number: int) -> Constant:
    return Constant(body)


def main() -> int:
    parser = argparse.ArgumentParser(description="Serve one answer to everything.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--answer", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()
    server = ServerConfig(port=options.port, workers=options.workers)
    return serve(Worker(partial(make, options.answer.read_bytes()), server, notice=0, timeout=1))


if __name__ == "__main__":
    sys.exit(main())
