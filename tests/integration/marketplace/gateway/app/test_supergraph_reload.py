"""A new supergraph while requests and subscriptions run."""

import asyncio
import gc
import logging
import threading
import weakref

import orjson
import pytest

from marketplace.gateway.app import Gateway
from marketplace.gateway.app.reload import MemorySource
from marketplace.gateway.config import CacheConfig, GatewayConfig
from marketplace.gateway.errors import SupergraphUnavailableError
from marketplace.gateway.pipeline import HttpRequest, HttpResponse, new_exchange
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from marketplace.gateway.transport import FakeTransport
from tests.harness.clock_gateway import ClockGateway, clock_supergraph, tick
from tests.harness.raw_server import json_response, read_request, serve_raw
from tests.harness.served_gateway import hear, served, tell, until

NEWER = clock_supergraph(more="extend type Query { later: Int! }")
TICKS = {"id": "1", "type": "subscribe", "payload": {"query": "subscription { ticks { number zone { name } } }"}}


async def ask(gateway: Gateway, query: str) -> dict[str, object]:
    body = orjson.dumps({"query": query})
    with gateway.use() as handler:
        response = await handler.handle(
            new_exchange(HttpRequest("POST", "", {"content-type": "application/json"}, body))
        )
    assert isinstance(response, HttpResponse)
    answer: dict[str, object] = orjson.loads(response.body)
    return answer


def single(url: str, more: str = "") -> str:
    """A supergraph of one subgraph at an address."""
    sdl = compose([SubgraphDefinition("only", url, f"type Query {{ a: Int {more} }}")]).supergraph_sdl
    assert sdl is not None
    return sdl


def test_new_requests_use_the_new_one():
    async def scenario():
        small = ClockGateway()
        small.clock.answer = lambda _: {"data": {"now": 12, "later": 13}}
        assert "errors" in await ask(small.gateway, "{ later }")
        assert await small.gateway.replace_supergraph(NEWER)
        assert await ask(small.gateway, "{ later }") == {"data": {"later": 13}}
        await small.gateway.aclose()

    asyncio.run(scenario())


def test_the_memory_of_the_old_one_is_freed_though_nobody_looks_for_cycles():
    async def scenario():
        small = ClockGateway()
        old = weakref.ref(small.gateway.services.supergraph.schema.query_type)
        await ask(small.gateway, "{ now }")
        assert await small.gateway.replace_supergraph(NEWER)
        await until(lambda: old() is None)
        await small.gateway.aclose()

    gc.collect()
    gc.disable()
    try:
        asyncio.run(scenario())
    finally:
        gc.enable()


def test_live_subscriptions_go_on_with_the_old_one():
    async def scenario():
        small = ClockGateway()
        async with served(small.gateway) as server, server.websocket() as client:
            await tell(client, TICKS)
            await until(lambda: small.events.open == 1)
            await small.gateway.replace_supergraph(NEWER)
            small.events.emit(tick(1))
            assert (await hear(client))["payload"]["data"]["ticks"]["zone"] == {"name": "the zone utc"}
            await tell(client, {"id": "2", "type": "subscribe", "payload": {"query": "{ later }"}})
            small.clock.answer = lambda _: {"data": {"later": 13}}
            assert (await hear(client))["payload"] == {"data": {"later": 13}}
            assert small.gateway.retired == 1
            await tell(client, {"id": "1", "type": "complete"})
            await until(lambda: small.gateway.retired == 0 and small.events.open == 0)
            assert not small.names.closed

    asyncio.run(scenario())


def test_requests_in_flight_finish_and_then_the_old_connections_close():
    answer_now = asyncio.Event()
    gone = asyncio.Event()

    async def old(reader, writer, _number):
        await read_request(reader)
        await answer_now.wait()
        writer.write(json_response(b'{"data":{"a":1}}'))
        await reader.read()
        gone.set()

    async def new(reader, writer, _number):
        while True:
            await read_request(reader)
            writer.write(json_response(b'{"data":{"a":2}}'))

    async def scenario():
        async with serve_raw(old) as old_server, serve_raw(new) as new_server:
            gateway = Gateway.from_supergraph(single(old_server.url))
            slow = asyncio.create_task(ask(gateway, "{ a }"))
            await until(lambda: old_server.connections == 1)
            assert await gateway.replace_supergraph(single(new_server.url))
            assert await ask(gateway, "{ a }") == {"data": {"a": 2}}
            assert gateway.retired == 1
            answer_now.set()
            assert await slow == {"data": {"a": 1}}
            await until(lambda: gateway.retired == 0 and gone.is_set())
            await gateway.aclose()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("sdl", "words"),
    [
        ("type Query {", "Syntax Error"),
        ("type Query { a: Int }", "join__Graph"),
        ("", "Unexpected <EOF>"),
        (single(""), "'only' has no address"),
        (single("ftp://nowhere"), "not an http, https or unix URL"),
    ],
)
def test_a_broken_one_is_refused_in_one_line(caplog, sdl, words):
    async def scenario():
        small = ClockGateway()
        with caplog.at_level(logging.INFO, "marketplace.gateway.app"):
            assert not await small.gateway.replace_supergraph(sdl)
        assert await ask(small.gateway, "{ now }") == {"data": {"now": 12}}
        await small.gateway.aclose()

    asyncio.run(scenario())
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith("The new supergraph was refused, the old one stays in service: ")
    assert words in record.getMessage()
    assert record.exc_info is None


def test_the_same_again_changes_nothing():
    async def scenario():
        small = ClockGateway()
        services = small.gateway.services
        assert await small.gateway.replace_supergraph(services.supergraph.sdl)
        assert small.gateway.services is services
        await small.gateway.aclose()

    asyncio.run(scenario())


def test_a_given_transport_for_a_subgraph_that_goes_away_is_kept_for_its_return():
    async def scenario():
        fake = FakeTransport(lambda _: {"data": {"a": 1}})
        gateway = Gateway.from_supergraph(single(""), transports={"only": fake})
        other = compose([SubgraphDefinition("other", "http://127.0.0.1:9/", "type Query { b: Int }")]).supergraph_sdl
        assert await gateway.replace_supergraph(str(other))
        assert await gateway.replace_supergraph(single("", "c: Int"))
        assert await ask(gateway, "{ a }") == {"data": {"a": 1}}
        assert not fake.closed
        await gateway.aclose()
        assert fake.closed

    asyncio.run(scenario())


def test_plans_of_what_is_used_most_are_made_before():
    async def scenario():
        small = ClockGateway(config=GatewayConfig(caches=CacheConfig(warm_plans=2)))
        for name, times in (("Rare", 1), ("Often", 9), ("Sometimes", 4)):
            for _ in range(times):
                await ask(small.gateway, f"query {name} {{ now }}")
        await small.gateway.replace_supergraph(NEWER)
        plans = small.gateway.services.plans
        assert [key.operation_name for key, _ in plans.items()] == ["Sometimes", "Often"]
        misses = plans.misses
        assert await ask(small.gateway, "query Often { now }") == {"data": {"now": 12}}
        assert plans.misses == misses
        await small.gateway.aclose()

    asyncio.run(scenario())


def test_each_setting_of_the_conditions_is_planned():
    async def scenario():
        small = ClockGateway()
        query = "query Q($with: Boolean = true) { now @include(if: $with) __typename }"
        for variables in ({}, {"with": False}, {"with": True}):
            body = orjson.dumps({"query": query, "variables": variables})
            with small.gateway.use() as handler:
                await handler.handle(new_exchange(HttpRequest("POST", "", {"content-type": "application/json"}, body)))
        old = {key for key, _ in small.gateway.services.plans.items()}
        assert len(old) == 2
        await small.gateway.replace_supergraph(NEWER)
        assert {key for key, _ in small.gateway.services.plans.items()} == old
        await small.gateway.aclose()

    asyncio.run(scenario())


def test_operations_that_are_not_valid_any_more_are_left_out():
    async def scenario():
        small = ClockGateway()
        await small.gateway.replace_supergraph(NEWER)
        small.clock.answer = lambda _: {"data": {"now": 12, "later": 13}}
        await ask(small.gateway, "{ later }")
        await ask(small.gateway, "{ now }")
        assert await small.gateway.replace_supergraph(clock_supergraph())
        assert len(small.gateway.services.plans) == 1
        answer = await ask(small.gateway, "{ later }")
        assert "Cannot query field 'later'" in orjson.dumps(answer).decode()
        await small.gateway.aclose()

    asyncio.run(scenario())


def test_warming_up_does_not_hold_the_new_one_back_for_long():
    async def scenario():
        small = ClockGateway(config=GatewayConfig(caches=CacheConfig(warm_seconds=0.05)))
        await ask(small.gateway, "{ now }")
        busy = threading.Event()
        blocked = asyncio.ensure_future(small.gateway.services.worker.run(busy.wait))
        assert await small.gateway.replace_supergraph(NEWER)
        assert len(small.gateway.services.plans) == 0
        busy.set()
        await blocked
        await small.gateway.aclose()

    asyncio.run(scenario())


def test_a_watched_source_is_taken_over_by_content(caplog):
    async def scenario():
        small = ClockGateway()
        source = MemorySource(small.gateway.services.supergraph.sdl)
        small.gateway.watch(source, 0.01)
        await small.gateway.start()
        first = small.gateway.services
        await asyncio.sleep(0.05)
        assert small.gateway.services is first
        source.sdl = NEWER
        await until(lambda: small.gateway.services is not first)
        second = small.gateway.services
        source.sdl = SupergraphUnavailableError("The disk is gone.")
        await asyncio.sleep(0.05)
        source.sdl = "nonsense"
        await asyncio.sleep(0.05)
        assert small.gateway.services is second
        source.sdl = clock_supergraph()
        await until(lambda: small.gateway.services is not second)
        await small.gateway.aclose()

    asyncio.run(scenario())
    assert caplog.text.count("The disk is gone.") == 1
    assert caplog.text.count("was refused") == 1
