"""`graphql-transport-ws` as clients see it: every message and every close code, on a real socket."""

import asyncio
import time

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from websockets.exceptions import ConnectionClosed

from marketplace.gateway.config import ClientTokenConfig, GatewayConfig, InternalTokenConfig, LimitsConfig
from marketplace.gateway.errors import SubgraphConnectionLostError
from tests.harness.clock_gateway import ClockGateway, tick
from tests.harness.served_gateway import hear, served, tell, until

KEY = "k" * 32
TICKS = "subscription { ticks { number zone { name } } }"


def token(seconds: float = 60) -> str:
    claims = {
        "iss": "holdfast",
        "aud": "marketplace",
        "sub": "user_1",
        "roles": ["MEMBER"],
        "exp": int(time.time() + seconds),
    }
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(KEY))


def subscribe(query: str, operation_id: str = "1", **more) -> dict[str, object]:
    return {"id": operation_id, "type": "subscribe", "payload": {"query": query, **more}}


def run(scenario, **options) -> None:
    """Run the scenario with a served gateway; afterwards nothing of it may be left."""

    async def around() -> None:
        small = ClockGateway(**options)
        async with served(small.gateway) as server:
            await scenario(small, server)
            await until(lambda: small.events.open == 0 and len(small.gateway.streams) == 0)

    asyncio.run(around())


async def closing(connection) -> tuple[int, str]:
    """Code and reason of the close frame that comes next."""
    with pytest.raises(ConnectionClosed) as closed:
        await hear(connection)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


@pytest.mark.parametrize(
    ("operation", "data"), [("{ now }", {"now": 12}), ("mutation { wind }", {"wind": 13})], ids=["query", "mutation"]
)
def test_queries_and_mutations_have_one_answer(operation, data):
    async def scenario(_small, server):
        async with server.websocket() as connection:
            await tell(connection, subscribe(operation))
            assert await hear(connection) == {"id": "1", "type": "next", "payload": {"data": data}}
            assert await hear(connection) == {"id": "1", "type": "complete"}

    run(scenario)


def test_every_event_is_an_answer_with_the_fields_of_other_subgraphs():
    async def scenario(small, server):
        async with server.websocket() as connection:
            await tell(connection, subscribe(TICKS))
            await until(lambda: small.events.open == 1)
            for number in (1, 2):
                small.events.emit(tick(number))
                answer = {"ticks": {"number": number, "zone": {"name": "the zone utc"}}}
                assert await hear(connection) == {"id": "1", "type": "next", "payload": {"data": answer}}
            small.events.emit(None)
            assert await hear(connection) == {"id": "1", "type": "complete"}

    run(scenario)


def test_variables_and_operation_names_are_heeded():
    async def scenario(small, server):
        async with server.websocket() as connection:
            document = "query A { now } subscription B($every: Int) { ticks(every: $every) { number } }"
            await tell(connection, subscribe(document, operationName="B", variables={"every": 7}))
            await until(lambda: small.events.open == 1)
            assert b'"every":7' in small.events.requests[0].body

    run(scenario)


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ now", "GRAPHQL_PARSE_FAILED"),
        ("subscription { ticks { number } pulse }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { now } query B { now }", "OPERATION_NOT_FOUND"),
        (f"subscription {{ {' '.join(f'a{n}: pulse' for n in range(40))} }}", "OPERATION_LIMIT_EXCEEDED"),
    ],
)
def test_a_refused_operation_is_an_error_and_no_more(operation, code):
    async def scenario(_small, server):
        async with server.websocket() as connection:
            await tell(connection, subscribe(operation))
            message = await hear(connection)
            assert (message["id"], message["type"]) == ("1", "error")
            assert message["payload"][0]["extensions"]["code"] == code
            await tell(connection, subscribe("{ now }"))
            assert (await hear(connection))["type"] == "next"

    run(scenario)


def test_a_broken_stream_is_told_in_the_last_answer():
    async def scenario(small, server):
        async with server.websocket() as connection:
            await tell(connection, subscribe("subscription { pulse }"))
            await until(lambda: small.events.open == 1)
            small.events.emit(SubgraphConnectionLostError("clock", "gone."))
            message = await hear(connection)
            assert message["payload"]["data"] is None
            assert message["payload"]["errors"][0]["extensions"]["code"] == "SUBGRAPH_FAILED"
            assert await hear(connection) == {"id": "1", "type": "complete"}

    run(scenario)


def test_completing_ends_the_subscription_at_the_subgraph_and_frees_the_id():
    async def scenario(small, server):
        async with server.websocket() as connection:
            await tell(connection, subscribe(TICKS))
            await until(lambda: small.events.open == 1)
            await tell(connection, {"id": "1", "type": "complete"})
            await until(lambda: small.events.open == 0)
            await tell(connection, subscribe("{ now }"))
            assert (await hear(connection))["payload"] == {"data": {"now": 12}}
            await hear(connection)
            await tell(connection, {"id": "never begun", "type": "complete"})
            await tell(connection, {"type": "ping"})
            assert await hear(connection) == {"type": "pong"}

    run(scenario)


def test_operations_run_beside_one_another_up_to_a_limit():
    async def scenario(small, server):
        async with server.websocket() as connection:
            for operation_id in ("a", "b"):
                await tell(connection, subscribe("subscription { pulse }", operation_id))
            await until(lambda: small.events.open == 2)
            await tell(connection, subscribe("{ now }", "c"))
            refused = await hear(connection)
            assert (refused["id"], refused["type"]) == ("c", "error")
            assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
            small.events.emit({"data": {"pulse": 1}})
            assert {(await hear(connection))["id"], (await hear(connection))["id"]} == {"a", "b"}

    run(scenario, max_operations=2)


def test_pings_are_answered_with_their_payload():
    async def scenario(_small, server):
        async with server.websocket(initialised=False) as connection:
            await tell(connection, {"type": "ping", "payload": {"a": 1}})
            assert await hear(connection) == {"type": "pong", "payload": {"a": 1}}
            await tell(connection, {"type": "pong"})
            await tell(connection, {"type": "connection_init", "payload": None})
            assert await hear(connection) == {"type": "connection_ack"}

    run(scenario)


@pytest.mark.parametrize(
    "message",
    [
        "nonsense",
        b"\xff",
        "[]",
        "{}",
        '{"type": 1}',
        '{"type": "start"}',
        '{"type": "next", "id": "1"}',
        '{"type": "connection_init", "payload": []}',
        '{"type": "subscribe"}',
        '{"type": "subscribe", "id": ""}',
        '{"type": "subscribe", "id": 1, "payload": {"query": "{ now }"}}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
        '{"type": "complete"}',
    ],
)
def test_4400_for_what_the_protocol_does_not_know(message):
    async def scenario(_small, server):
        async with server.websocket() as connection:
            await connection.send(message)
            assert (await closing(connection))[0] == 4400

    run(scenario)


def test_4401_for_an_operation_before_the_acknowledgement():
    async def scenario(small, server):
        async with server.websocket(initialised=False) as connection:
            await tell(connection, subscribe("subscription { pulse }"))
            assert await closing(connection) == (4401, "Unauthorized")
        assert not small.events.requests

    run(scenario)


def test_4406_without_the_subprotocol():
    async def scenario(_small, server):
        async with server.websocket(initialised=False, subprotocols=["graphql-ws"]) as connection:
            assert (await closing(connection))[0] == 4406

    run(scenario)


def test_4408_when_the_client_does_not_begin():
    async def scenario(_small, server):
        async with server.websocket(initialised=False) as connection:
            assert await closing(connection) == (4408, "Connection initialisation timeout")

    run(scenario, init_timeout=0.05)


def test_4409_for_an_id_in_use():
    async def scenario(small, server):
        async with server.websocket() as connection:
            await tell(connection, subscribe(TICKS, "x"))
            await until(lambda: small.events.open == 1)
            await tell(connection, subscribe(TICKS, "x"))
            assert await closing(connection) == (4409, "Subscriber for x already exists")

    run(scenario)


def test_4429_for_a_second_initialisation():
    async def scenario(_small, server):
        async with server.websocket() as connection:
            await tell(connection, {"type": "connection_init"})
            assert await closing(connection) == (4429, "Too many initialisation requests")

    run(scenario)


def test_1009_for_a_message_that_is_too_large():
    async def scenario(_small, server):
        async with server.websocket() as connection:
            await tell(connection, subscribe("{ now }" + " " * 1_000))
            assert (await closing(connection))[0] == 1009

    run(scenario, config=GatewayConfig(limits=LimitsConfig(max_body_bytes=1_000)))


@pytest.mark.parametrize("where", ["payload", "header"])
def test_subgraphs_learn_who_asks(where):
    async def scenario(small, server):
        bearer = f"Bearer {token()}"
        headers = {"authorization": bearer} if where == "header" else {}
        async with server.websocket(initialised=False, additional_headers=headers) as connection:
            payload = {"Authorization": bearer} if where == "payload" else {}
            await tell(connection, {"type": "connection_init", "payload": payload})
            assert await hear(connection) == {"type": "connection_ack"}
            await tell(connection, subscribe("subscription { pulse }"))
            await until(lambda: small.events.open == 1)
            identity = small.events.requests[0].headers["x-holdfast-identity"]
            assert jwt.decode(identity, OctKey.import_key(KEY)).claims["sub"] == "user_1"

    config = GatewayConfig(client_tokens=ClientTokenConfig(key=KEY), internal_tokens=InternalTokenConfig(key=KEY))
    run(scenario, config=config)


@pytest.mark.parametrize("payload", [{"Authorization": "Bearer x"}, {"authorization": "x"}, {"Authorization": 7}])
def test_4403_for_a_bad_token(payload):
    async def scenario(_small, server):
        async with server.websocket(initialised=False) as connection:
            await tell(connection, {"type": "connection_init", "payload": payload})
            code, reason = await closing(connection)
            assert code == 4403
            assert reason.startswith("Forbidden: ")

    run(scenario, config=GatewayConfig(client_tokens=ClientTokenConfig(key=KEY)))


def test_4403_when_the_token_expires():
    async def scenario(small, server):
        async with server.websocket(initialised=False) as connection:
            bearer = f"Bearer {token(2)}"
            await tell(connection, {"type": "connection_init", "payload": {"Authorization": bearer}})
            assert await hear(connection) == {"type": "connection_ack"}
            await tell(connection, subscribe("subscription { pulse }"))
            await until(lambda: small.events.open == 1)
            assert await closing(connection) == (4403, "The access token has expired. Connect with a new one.")

    run(scenario, config=GatewayConfig(client_tokens=ClientTokenConfig(key=KEY, leeway=0)))
