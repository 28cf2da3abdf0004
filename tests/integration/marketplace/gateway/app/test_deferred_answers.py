"""Answers in parts over HTTP while the gateway stops: they end by themselves, and nobody cuts them off."""

import asyncio

from marketplace.gateway.app import Gateway
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from tests.harness.raw_server import json_response, read_request, serve_raw
from tests.harness.served_gateway import ServedGateway, served

FEDERATION = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n'
HOTEL = FEDERATION + 'type Query { room: Room } type Room @key(fields: "id") { id: ID! }'
PRICES = FEDERATION + 'type Room @key(fields: "id") { id: ID! price: Int }'
ROOM = b'{"data":{"room":{"__typename":"Room","id":"7"}}}'
PRICE = b'{"data":{"_entities":[{"price":90}]}}'
DEFERRED = "{ room { id ... @defer { price } } }"
MULTIPART = "multipart/mixed; deferSpec=20220824, application/json"
END = b"\r\n-----\r\n"


def test_a_gateway_that_stops_finishes_its_answers_in_parts_and_begins_others():
    told = asyncio.Event()

    async def hotel(reader, writer, _number) -> None:
        while True:
            await read_request(reader)
            writer.write(json_response(ROOM))

    async def prices(reader, writer, _number) -> None:
        while True:
            await read_request(reader)
            await told.wait()
            writer.write(json_response(PRICE))

    async def ask(server: ServedGateway, gateway: Gateway) -> None:
        async with server.events(DEFERRED, accept=MULTIPART) as early:
            assert b'"hasNext":true' in await early.reader.readuntil(b"true")
            await gateway.begin_drain()
            async with server.events(DEFERRED, accept=MULTIPART) as late:
                assert " 200 " in late.head
                told.set()
                for answer in (early, late):
                    assert b'"price":90' in await answer.reader.readuntil(END)

    async def scenario() -> None:
        async with serve_raw(hotel) as first, serve_raw(prices) as second:
            sdl = compose(
                [SubgraphDefinition("hotel", first.url, HOTEL), SubgraphDefinition("prices", second.url, PRICES)]
            ).supergraph_sdl
            assert sdl is not None
            gateway = Gateway.from_supergraph(sdl)
            async with served(gateway) as server, asyncio.timeout(10):
                await ask(server, gateway)

    asyncio.run(scenario())
