"""Cookies of subgraphs, over real connections: each on a line of its own, each for one client."""

from __future__ import annotations

import asyncio

from marketplace.gateway.app import Gateway
from marketplace.gateway.config import CacheConfig, GatewayConfig, HeaderMerge, HeadersConfig, ResponseHeaderRule
from marketplace.gateway.pipeline import HttpRequest, HttpResponse, new_exchange
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from tests.harness.raw_server import json_response, read_request, serve_raw

COOKIES = ResponseHeaderRule(header="set-cookie", merge=HeaderMerge.APPEND)
CONFIG = GatewayConfig(
    headers=HeadersConfig(response=(COOKIES,)),
    caches=CacheConfig(share_client_requests=True, share_subgraph_requests=True),
)
REQUEST = HttpRequest("POST", "", {"content-type": "application/json"}, b'{"query":"{ a }"}')


async def give_cookies(reader, writer, number) -> None:
    """Slowly enough for equal requests to meet."""
    while True:
        await read_request(reader)
        await asyncio.sleep(0.05)
        extra = f"Set-Cookie: session={number}; Expires=Wed, 21 Oct 2026 07:28:00 GMT\r\nset-cookie: b={number}\r\n"
        writer.write(json_response(b'{"data":{"a":1}}', extra=extra))


def test_each_client_gets_its_own_as_they_were_sent():
    async def scenario() -> tuple[HttpResponse, ...]:
        async with serve_raw(give_cookies) as subgraph:
            sdl = compose([SubgraphDefinition("one", subgraph.url, "type Query { a: Int }")]).supergraph_sdl
            assert sdl is not None
            gateway = Gateway.from_supergraph(sdl, CONFIG)

            async def ask() -> HttpResponse:
                with gateway.use() as handler:
                    response = await handler.handle(new_exchange(REQUEST))
                assert isinstance(response, HttpResponse)
                return response

            responses = await asyncio.gather(ask(), ask(), ask())
            await gateway.aclose()
        return responses

    responses = asyncio.run(scenario())
    numbers = {response.cookies[1].removeprefix("b=") for response in responses}
    assert len(numbers) == 3
    for response in responses:
        session, other = response.cookies
        assert session == f"session={other.removeprefix('b=')}; Expires=Wed, 21 Oct 2026 07:28:00 GMT"
