"""A client that goes away while its operation runs."""

import asyncio

import pytest

from marketplace.gateway.app import Gateway
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from tests.harness.graphql_over_http import ask
from tests.harness.raw_server import json_response, read_request, serve_raw
from tests.harness.served_gateway import ServedGateway, served, until

SCHEMA = "type Query { a: Int }  type Mutation { b: Int c: Int }"


class SlowSubgraph:
    """Answers when it is told to; knows whether the gateway is still there."""

    def __init__(self) -> None:
        self.asked = 0
        self.dropped = 0
        self.answer = asyncio.Event()

    async def script(self, reader, writer, _number) -> None:
        while True:
            await read_request(reader)
            self.asked += 1
            leaving = asyncio.create_task(reader.read(1))
            answering = asyncio.create_task(self.answer.wait())
            await asyncio.wait([leaving, answering], return_when=asyncio.FIRST_COMPLETED)
            answering.cancel()
            if leaving.done():
                self.dropped += 1
                return
            leaving.cancel()
            await asyncio.wait([leaving])
            writer.write(json_response(b'{"data":{"a":1,"b":2,"c":3}}'))


def run(scenario) -> None:
    async def around() -> None:
        slow = SlowSubgraph()
        async with serve_raw(slow.script) as subgraph:
            sdl = compose([SubgraphDefinition("slow", subgraph.url, SCHEMA)]).supergraph_sdl
            assert sdl is not None
            gateway = Gateway.from_supergraph(sdl)
            async with served(gateway) as server:
                await scenario(slow, server)
                slow.answer.set()

    asyncio.run(around())


async def ask_and_leave(server: ServedGateway, slow: SlowSubgraph, query: bytes, how: str) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    body = b'{"query":"%b"}' % query
    writer.write(
        b"POST /graphql HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
        % (len(body), body)
    )
    await until(lambda: slow.asked == 1)
    if how == "cut":
        writer.transport.abort()
    else:
        writer.close()
        await writer.wait_closed()


def ask_once(server: ServedGateway) -> object:
    return ask(f"http://127.0.0.1:{server.port}/graphql", "{ a }")


@pytest.mark.parametrize("how", ["cut", "closed"])
def test_the_subgraph_request_of_a_query_is_dropped(how):
    async def scenario(slow, server):
        await ask_and_leave(server, slow, b"{ a }", how)
        await until(lambda: slow.dropped == 1)

    run(scenario)


def test_a_mutation_that_has_begun_is_finished():
    async def scenario(slow, server):
        await ask_and_leave(server, slow, b"mutation { b c }", "cut")
        await asyncio.sleep(0.3)
        assert slow.dropped == 0
        slow.answer.set()
        assert await asyncio.to_thread(ask_once, server) == {"data": {"a": 1}}

    run(scenario)


def test_others_are_served_on():
    async def scenario(slow, server):
        for count in range(1, 6):
            slow.asked = 0
            await ask_and_leave(server, slow, b"{ a }", "cut")
            await until(lambda count=count: slow.dropped == count)
        slow.answer.set()
        assert await asyncio.to_thread(ask_once, server) == {"data": {"a": 1}}

    run(scenario)
