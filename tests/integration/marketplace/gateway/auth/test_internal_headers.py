"""Whatever way a client takes to the gateway, it cannot speak to subgraphs in the gateway's name."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.gateway.app import Gateway
from marketplace.gateway.config import GatewayConfig, InternalTokenConfig, ServerConfig
from marketplace.gateway.server import Listener, open_socket
from marketplace.gateway.transport import FakeEventSource, FakeTransport
from tests.harness.federated_schemas import compose_supergraph_sdl
from tests.harness.served_gateway import ServedGateway, hear, tell, until

SDL = "type Query { me: String } type Subscription { beat: String }"
FORGED = {"x-holdfast-identity": "forged", "x-holdfast-deadline-ms": "1", "X-Holdfast-Anything": "forged"}
KEY = "k" * 40


class Faces:
    """One gateway behind its own server and as an ASGI application; `seen` are the headers that its subgraph got."""

    def __init__(self, config: GatewayConfig) -> None:
        self.subgraph = FakeTransport(lambda _: {"data": {"me": "somebody"}})
        self.events = FakeEventSource()
        self.gateway = Gateway.from_supergraph(
            compose_supergraph_sdl({"a": SDL}), config, {"a": self.subgraph}, event_sources={"a": self.events}
        )

    @property
    def seen(self) -> Mapping[str, str]:
        (request,) = [*self.subgraph.requests, *self.events.requests]
        return request.headers


async def by_post(_faces: Faces, served: ServedGateway) -> None:
    await _raw(served.port, "POST /graphql", orjson.dumps({"query": "{ me }"}))


async def by_get(_faces: Faces, served: ServedGateway) -> None:
    await _raw(served.port, f"GET /graphql?query={quote('{ me }')}", b"")


async def _raw(port: int, target: str, body: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = {"host": "test", "content-type": "application/json", "content-length": str(len(body)), **FORGED}
    lines = [f"{target} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "connection: close"]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    answer = await reader.read()
    writer.close()
    assert answer.endswith(b'{"data":{"me":"somebody"}}')


async def by_event_stream(faces: Faces, served: ServedGateway) -> None:
    forged = "".join(f"{name}: {value}\r\n" for name, value in FORGED.items())
    async with served.events("subscription { beat }", headers=forged):
        await until(lambda: faces.events.open > 0)


async def by_websocket(faces: Faces, served: ServedGateway) -> None:
    async with served.websocket(initialised=False, additional_headers=FORGED) as connection:
        await tell(connection, {"type": "connection_init", "payload": FORGED})
        assert await hear(connection) == {"type": "connection_ack"}
        await tell(connection, {"id": "1", "type": "subscribe", "payload": {"query": "subscription { beat }"}})
        await until(lambda: faces.events.open > 0)


async def by_asgi(faces: Faces, _served: ServedGateway) -> None:
    waiting = [{"type": "http.request", "body": orjson.dumps({"query": "{ me }"}), "more_body": False}]
    sent: list[Mapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop() if waiting else await asyncio.Future()

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    headers = {"content-type": "application/json", **FORGED}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
    }
    await faces.gateway(scope, receive, send)
    assert sent[0]["status"] == 200


WAYS = [by_post, by_get, by_event_stream, by_websocket, by_asgi]


def ask(way: Any, config: GatewayConfig) -> Mapping[str, str]:
    async def scenario() -> Mapping[str, str]:
        faces = Faces(config)
        listener = Listener(faces.gateway)
        listening = open_socket(ServerConfig(port=0))
        await listener.start(listening)
        try:
            await way(faces, ServedGateway(faces.gateway, listening.getsockname()[1]))
            return faces.seen
        finally:
            await listener.drain(0.0, 0.1)
            await faces.gateway.aclose()

    return asyncio.run(scenario())


@pytest.mark.parametrize("way", WAYS)
def test_what_a_client_says_of_itself_is_not_passed_on(way):
    seen = {name.lower(): value for name, value in ask(way, GatewayConfig()).items()}
    assert "forged" not in seen.values()
    assert "x-holdfast-identity" not in seen
    assert seen.get("x-holdfast-deadline-ms") != "1"


@pytest.mark.parametrize("way", WAYS)
def test_what_the_gateway_says_stands_in_its_place(way):
    seen = ask(way, GatewayConfig(internal_tokens=InternalTokenConfig(key=KEY)))
    claims = jwt.decode(seen["x-holdfast-identity"], OctKey.import_key(KEY)).claims
    assert (claims["iss"], claims["aud"], "sub" in claims) == ("gateway", "a", False)
    assert "forged" not in seen.values()
