"""GraphQL over server-sent events as clients see it, on a real socket."""

import asyncio
import time

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.gateway.config import ClientTokenConfig, GatewayConfig
from marketplace.gateway.errors import SubgraphConnectionLostError
from tests.harness.clock_gateway import ClockGateway, tick
from tests.harness.graphql_over_http import send
from tests.harness.served_gateway import served, until

KEY = "k" * 32
PULSE = "subscription{pulse}"


def run(scenario, **options) -> None:
    async def around() -> None:
        small = ClockGateway(**options)
        async with served(small.gateway) as server:
            await scenario(small, server)
            await until(lambda: small.events.open == 0 and len(small.gateway.streams) == 0)

    asyncio.run(around())


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_every_event_of_the_subgraph_is_an_event_for_the_client(method):
    async def scenario(small, server):
        async with server.events("subscription{ticks{number,zone{name}}}", method=method) as events:
            assert events.head.startswith("HTTP/1.1 200 ")
            assert "content-type: text/event-stream" in events.head
            await until(lambda: small.events.open == 1)
            for number in (1, 2):
                small.events.emit(tick(number, "cet"))
                answer = {"ticks": {"number": number, "zone": {"name": "the zone cet"}}}
                assert await events.next() == ("next", {"data": answer})
            small.events.emit(None)
            assert await events.next() == ("complete", None)
            assert await events.next() == ("", None)

    run(scenario)


@pytest.mark.parametrize(("query", "data"), [("{ now }", {"now": 12}), ("mutation { wind }", {"wind": 13})])
def test_queries_and_mutations_are_streams_of_one(query, data):
    async def scenario(_small, server):
        async with server.events(query) as events:
            assert await events.next() == ("next", {"data": data})
            assert await events.next() == ("complete", None)

    run(scenario)


def test_a_client_that_takes_streams_too_gets_one_for_subscriptions_only():
    async def scenario(small, server):
        accept = "application/graphql-response+json, application/json, text/event-stream;q=0.1"
        async with server.events("{ now }", accept=accept) as answer:
            assert "content-type: application/graphql-response+json" in answer.head
        async with server.events(PULSE, accept=accept) as events:
            assert "content-type: text/event-stream" in events.head
            await until(lambda: small.events.open == 1)

    run(scenario)


def test_refused_operations_are_told_in_the_stream():
    """A browser's EventSource can read no other answer."""

    async def scenario(_small, server):
        async with server.events("{ nothing }") as events:
            assert events.head.startswith("HTTP/1.1 200 ")
            name, body = await events.next()
            assert name == "next"
            assert body["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
            assert await events.next() == ("complete", None)

    run(scenario)


def test_what_is_no_request_has_an_honest_status():
    async def scenario(_small, server):
        async with server.events(PULSE, headers="authorization: Bearer x\r\n") as events:
            assert events.head.startswith("HTTP/1.1 401 ")
            assert "content-type: application/json" in events.head
        async with server.events("mutation{wind}", method="GET") as events:
            assert events.head.startswith("HTTP/1.1 405 ")

    run(scenario, config=GatewayConfig(client_tokens=ClientTokenConfig(key=KEY)))


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json", "*/*"])
def test_a_subscription_needs_a_client_that_takes_streams(accept):
    async def scenario(small, server):
        answer = await asyncio.to_thread(
            send,
            f"http://127.0.0.1:{server.port}/graphql",
            method="POST",
            body=b'{"query": "subscription { pulse }"}',
            headers={"content-type": "application/json", "accept": accept},
        )
        assert b'"STREAM_REQUIRED"' in answer.body
        assert not small.events.requests

    run(scenario)


def test_silence_is_filled_with_comments():
    async def scenario(_small, server):
        async with server.events(PULSE) as events:
            for _ in range(4):
                assert await events.next(comments=True) == (":", None)

    run(scenario, keep_alive=0.05)


def test_a_broken_stream_is_told_before_its_end():
    async def scenario(small, server):
        async with server.events(PULSE) as events:
            await until(lambda: small.events.open == 1)
            small.events.emit(SubgraphConnectionLostError("clock", "gone."))
            name, body = await events.next()
            assert (name, body["data"], body["errors"][0]["extensions"]["code"]) == ("next", None, "SUBGRAPH_FAILED")
            assert await events.next() == ("complete", None)

    run(scenario)


def test_a_stream_ends_with_the_token():
    claims = {"iss": "holdfast", "aud": "marketplace", "sub": "user_1", "exp": int(time.time()) + 2}
    token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(KEY))

    async def scenario(small, server):
        async with server.events(PULSE, headers=f"authorization: Bearer {token}\r\n") as events:
            await until(lambda: small.events.open == 1)
            name, body = await events.next()
            assert (name, body["errors"][0]["extensions"]["code"]) == ("next", "INVALID_TOKEN")
            assert await events.next() == ("complete", None)
            assert await events.next() == ("", None)

    run(scenario, config=GatewayConfig(client_tokens=ClientTokenConfig(key=KEY, leeway=0)))


def test_a_client_that_leaves_ends_the_subscription_at_the_subgraph():
    async def scenario(small, server):
        async with server.events(PULSE):
            await until(lambda: small.events.open == 1)
        await until(lambda: small.events.open == 0)

    run(scenario)


def test_a_client_too_slow_for_its_events_is_told():
    async def scenario(small, server):
        async with server.events("subscription{news}") as events:
            await until(lambda: small.events.open == 1)
            sent = 0
            while small.events.open and sent < 2_000:
                small.events.emit({"data": {"news": "n" * 50_000}})
                sent += 1
                await asyncio.sleep(0)
            assert sent < 2_000
            received = []
            while (event := await events.next())[0]:
                received.append(event)
            (_, last), complete = received[-2:]
            assert last["errors"][0]["extensions"]["code"] == "CLIENT_TOO_SLOW"
            assert complete == ("complete", None)
            assert len(received) - 2 < sent

    run(scenario, max_waiting_bytes=500_000)


def test_a_client_that_takes_nothing_at_all_is_cut_off():
    async def scenario(small, server):
        async with server.events("subscription{news}") as events:
            await until(lambda: small.events.open == 1)
            while small.events.open:
                small.events.emit({"data": {"news": "n" * 500_000}})
                await asyncio.sleep(0.005)
            await until(lambda: len(small.gateway.streams) == 0)
            while (event := await events.next())[0]:
                assert event[0] == "next"

    run(scenario, max_waiting_bytes=100_000_000, send_timeout=0.2)
