"""Events of a subgraph inside the process."""

import asyncio
from contextlib import aclosing

import pytest

from marketplace.gateway.errors import SubgraphMalformedResponseError
from marketplace.gateway.ports import SubgraphRequest
from marketplace.gateway.transport import InProcessEventSource
from tests.harness.clock_gateway import ClockGateway
from tests.harness.served_gateway import hear, served, tell, until

REQUEST = SubgraphRequest("clock", b'{"query":"subscription { pulse }"}', {"x-who": "me"})


def test_gives_what_the_subgraph_yields_and_closes_it():
    seen: list[object] = []

    async def subscribe(body, headers):
        seen.append((body, headers))
        try:
            yield b"1"
            yield b"2"
        finally:
            seen.append("closed")

    async def scenario():
        async with aclosing(InProcessEventSource("clock", subscribe).subscribe(REQUEST)) as events:
            return (await anext(events)).body

    assert asyncio.run(scenario()) == b"1"
    assert seen == [(REQUEST.body, REQUEST.headers), "closed"]


def test_takes_any_iterator():
    class Ticks:
        def __init__(self):
            self.left = 2

        def __aiter__(self):
            return self

        async def __anext__(self):
            if not self.left:
                raise StopAsyncIteration
            self.left -= 1
            return b"%d" % self.left

    async def scenario():
        source = InProcessEventSource("clock", lambda _body, _headers: Ticks())
        return [event.body async for event in source.subscribe(REQUEST)]

    assert asyncio.run(scenario()) == [b"1", b"0"]


@pytest.mark.parametrize("when", ["called", "iterated"])
def test_what_it_raises_is_its_own_failure(caplog, when):
    async def breaking(_body, _headers):
        yield b"1"
        raise ZeroDivisionError

    def refusing(_body, _headers):
        raise ZeroDivisionError

    async def scenario():
        source = InProcessEventSource("clock", refusing if when == "called" else breaking)
        return [event async for event in source.subscribe(REQUEST)]

    with pytest.raises(SubgraphMalformedResponseError, match="its event source raised ZeroDivisionError"):
        asyncio.run(scenario())
    assert "ZeroDivisionError" in caplog.text


def test_serves_clients_of_a_gateway():
    running = 0

    async def subscribe(_body, _headers):
        nonlocal running
        running += 1
        try:
            yield b'{"data": {"pulse": 1}}'
            await asyncio.Event().wait()
        finally:
            running -= 1

    async def scenario():
        small = ClockGateway(InProcessEventSource("clock", subscribe))
        async with served(small.gateway) as server:
            async with server.websocket() as client:
                await tell(client, {"id": "1", "type": "subscribe", "payload": {"query": "subscription { pulse }"}})
                assert (await hear(client))["payload"] == {"data": {"pulse": 1}}
                assert running == 1
            await until(lambda: running == 0)

    asyncio.run(scenario())
