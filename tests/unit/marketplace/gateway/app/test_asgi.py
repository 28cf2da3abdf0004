"""The ASGI face: routes, bodies in pieces, limits while reading, the lifespan."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson
import pytest

from marketplace.gateway.app import Gateway
from marketplace.gateway.config import GatewayConfig, LimitsConfig, ResilienceConfig
from tests.harness.small_gateway import SmallGateway

JSON = {"content-type": "application/json"}
QUERY = b'{"query": "{ me { name } }"}'


@dataclass
class Answer:
    """What the application sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def call(
    gateway: Gateway,
    method: str,
    path: str,
    pieces: tuple[bytes | float | None, ...] = (b"",),
    *,
    headers: Mapping[str, str] | None = None,
    query: bytes = b"",
) -> Answer | None:
    """One request. A piece is bytes, seconds of silence, or None for a client that goes away."""
    answer = Answer()
    remaining = list(pieces)
    read = 0

    async def receive():
        nonlocal read
        piece = remaining.pop(0)
        read += 1
        while isinstance(piece, float):
            await asyncio.sleep(piece)
            piece = remaining.pop(0)
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": bool(remaining)}

    async def send(message):
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message["body"]

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
    }
    asyncio.run(gateway(scope, receive, send))
    return answer if answer.status else None


def must(answer: Answer | None) -> Answer:
    assert answer is not None
    assert answer.headers.get("content-length", "0") == str(len(answer.body))
    return answer


def test_answers_graphql_by_post_and_get():
    gateway = SmallGateway().gateway
    for answer in (
        call(gateway, "POST", "/graphql", (QUERY,), headers=JSON),
        call(gateway, "GET", "/graphql", query=b"query=%7Bme%7Bname%7D%7D"),
    ):
        assert must(answer).body == b'{"data":{"me":{"name":"Ann"}}}'


def test_puts_a_body_in_pieces_together():
    answer = call(SmallGateway().gateway, "POST", "/graphql", (QUERY[:5], b"", QUERY[5:], b""), headers=JSON)
    assert must(answer).status == 200


def test_repeated_headers_are_joined():
    gateway = SmallGateway().gateway
    answer = call(gateway, "POST", "/graphql", (QUERY,), headers={"Content-Type": "application/json", "ACCEPT": "*/*"})
    assert must(answer).status == 200


@pytest.mark.parametrize(
    ("headers", "pieces"),
    [
        ({**JSON, "content-length": "8388608"}, (b"never read",)),
        (JSON, tuple(b" " * 1_000 for _ in range(100))),
    ],
    ids=["announced", "unannounced"],
)
def test_a_large_body_is_refused_while_it_arrives(headers, pieces):
    small = SmallGateway(GatewayConfig(limits=LimitsConfig(max_body_bytes=10_000)))
    answer = must(call(small.gateway, "POST", "/graphql", pieces, headers=headers))
    assert answer.status == 413
    assert orjson.loads(answer.body)["errors"][0]["extensions"]["code"] == "REQUEST_TOO_LARGE"
    assert small.subgraph_requests == 0


def test_a_slow_body_is_refused():
    gateway = SmallGateway(GatewayConfig(limits=LimitsConfig(body_timeout=0.05))).gateway
    answer = must(call(gateway, "POST", "/graphql", (QUERY[:5], 5.0, QUERY[5:]), headers=JSON))
    assert answer.status == 408
    assert b"REQUEST_TIMEOUT" in answer.body


def test_nobody_is_answered_when_the_client_has_gone():
    small = SmallGateway()
    assert call(small.gateway, "POST", "/graphql", (QUERY[:5], None), headers=JSON) is None
    assert small.subgraph_requests == 0


def test_is_alive_and_ready():
    gateway = SmallGateway().gateway
    for path in ("/healthz", "/health"):
        assert must(call(gateway, "GET", path)).body == b'{"status":"alive"}'
    ready = must(call(gateway, "GET", "/readyz"))
    assert (ready.status, ready.body) == (200, b'{"status":"ready"}')


def test_says_why_it_is_not_ready():
    small = SmallGateway(GatewayConfig(resilience=ResilienceConfig(required_subgraphs=frozenset({"pets"}))))
    small.people.unready = "Subgraph 'people' is away; its fields only are missed."
    assert must(call(small.gateway, "GET", "/readyz")).status == 200
    small.pets.unready = "Subgraph 'pets' is away."
    answer = must(call(small.gateway, "GET", "/readyz"))
    assert answer.status == 503
    assert orjson.loads(answer.body) == {"status": "not ready", "reasons": ["Subgraph 'pets' is away."]}
    assert must(call(small.gateway, "GET", "/healthz")).status == 200


def test_head_has_the_headers_alone():
    answer = call(SmallGateway().gateway, "HEAD", "/healthz")
    assert answer is not None
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", "18")


@pytest.mark.parametrize("path", ["/", "/nothing", "/graphql/", "/explorer/assets/../../app/gateway.py"])
def test_nothing_else_is_there(path):
    answer = must(call(SmallGateway().gateway, "GET", path))
    assert answer.status == 404
    assert b"/graphql" in answer.body


def test_pages_are_only_read():
    answer = must(call(SmallGateway().gateway, "POST", "/explorer"))
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_an_unchanged_page_is_not_sent_again():
    gateway = SmallGateway().gateway
    first = must(call(gateway, "GET", "/explorer"))
    again = must(call(gateway, "GET", "/explorer", headers={"if-none-match": first.headers["etag"]}))
    assert (again.status, again.body) == (304, b"")


def test_the_lifespan_closes_the_transports():
    small = SmallGateway()
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent = []

    async def receive():
        return next(messages)

    async def send(message):
        sent.append(message["type"])

    asyncio.run(small.gateway({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert small.people.closed
    assert small.pets.closed


def test_websockets_elsewhere_are_declined():
    sent = []

    async def send(message):
        sent.append(message["type"])

    async def receive():
        return {"type": "websocket.connect"}

    asyncio.run(SmallGateway().gateway({"type": "websocket", "path": "/elsewhere"}, receive, send))
    assert sent == ["websocket.close"]
