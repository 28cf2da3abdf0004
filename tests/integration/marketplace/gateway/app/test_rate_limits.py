"""Several gateway processes on one Redis: exactly as many requests pass as may. And what happens when Redis dies."""

import asyncio
import logging
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import orjson
import pytest

from marketplace.gateway.config import (
    GatewayConfig,
    OnRedisFailure,
    OperationType,
    RateLimitConfig,
    RateLimitKey,
    RateLimitsConfig,
    RedisConfig,
)
from marketplace.gateway.pipeline import HttpRequest, HttpResponse
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from tests.harness.graphql_over_http import send
from tests.harness.processes import Process, free_port
from tests.harness.redis_servers import redis_server
from tests.harness.served_gateway import hear, served, tell, until
from tests.harness.small_gateway import SmallGateway

pytestmark = pytest.mark.redis

PROCESSES = 3
CLIENTS = 200
REQUESTS_EACH = 5
LIMIT, BURST = 300, 20

CONFIGURATION = """
supergraph: {{file: supergraph.graphql, poll: 0}}
redis: {{url: {redis}, timeout: 5s}}
rate_limits:
  limits:
    everyone-here: {{key: ip, requests: {limit}, burst: {burst}, per: 10min}}
"""
BODY = b'{"query":"{ __typename }"}'
REQUEST = b"POST /graphql HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (
    len(BODY),
    BODY,
)


@contextmanager
def gateways(directory, redis: str) -> Iterator[list[int]]:
    """Processes of `serve`; gives their ports."""
    sdl = compose([SubgraphDefinition("clock", "http://127.0.0.1:9", "type Query { a: Int }")]).supergraph_sdl
    assert sdl is not None
    (directory / "supergraph.graphql").write_text(sdl)
    file = directory / "gateway.yaml"
    file.write_text(CONFIGURATION.format(redis=redis, limit=LIMIT, burst=BURST))
    ports = [free_port() for _ in range(PROCESSES)]
    with ExitStack() as stack:
        processes = [
            Process(
                name=f"gateway at {port}",
                command=[
                    *(sys.executable, "-m", "marketplace.gateway", "serve"),
                    *("--config", str(file), "--port", str(port)),
                ],
                log=directory / f"{port}.log",
                ready=lambda port=port: _answers(port),  # type: ignore[misc]
            )
            for port in ports
        ]
        for process in processes:
            stack.callback(process.stop)
            process.start()
        for process in processes:
            process.wait_until_ready()
        yield ports


def _answers(port: int) -> bool:
    try:
        return send(f"http://127.0.0.1:{port}/health", method="GET", within=5).status == 200
    except OSError:
        return False


async def one_client(port: int, begin: asyncio.Event) -> list[int]:
    """The statuses of several requests on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await begin.wait()
    statuses = []
    for _ in range(REQUESTS_EACH):
        writer.write(REQUEST)
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
        await reader.readexactly(int(fields[b"content-length"]))
        statuses.append(int(head.split()[1]))
    writer.close()
    return statuses


def test_exactly_as_many_pass_as_may_whichever_process_they_ask(tmp_path):
    async def scenario(ports: list[int]) -> list[int]:
        begin = asyncio.Event()
        clients = [asyncio.create_task(one_client(ports[number % PROCESSES], begin)) for number in range(CLIENTS)]
        await asyncio.sleep(0)
        begin.set()
        return [status for statuses in await asyncio.gather(*clients) for status in statuses]

    with redis_server() as redis, gateways(tmp_path, redis.unix_url) as ports:
        statuses = asyncio.run(scenario(ports))
        assert statuses.count(200) == LIMIT + BURST
        assert statuses.count(429) == CLIENTS * REQUESTS_EACH - LIMIT - BURST
        refusal = send(f"http://127.0.0.1:{ports[0]}/graphql", BODY, headers={"content-type": "application/json"})
        assert refusal.headers["ratelimit"].startswith('"everyone-here";r=0;t=')
        assert 0 < int(refusal.headers["retry-after"]) <= 600


QUERY, MUTATION = "{ me { name } }", 'mutation { rename(name: "Bea") { name } }'
OPEN_AND_CLOSED = {
    "reads": RateLimitConfig(key=RateLimitKey.IP, requests=100_000),
    "writes": RateLimitConfig(
        key=RateLimitKey.IP,
        requests=100_000,
        operation_types=frozenset({OperationType.MUTATION}),
        on_redis_failure=OnRedisFailure.CLOSED,
    ),
}


async def ask(small: SmallGateway, query: str) -> HttpResponse:
    body = orjson.dumps({"query": query})
    headers = {"content-type": "application/json"}
    return await small.answer(HttpRequest("POST", "", headers, body, peer="198.51.100.7"))


async def keep_asking(small: SmallGateway, query: str, stop: asyncio.Event) -> list[HttpResponse]:
    answers = []
    while not stop.is_set():
        answers.append(await ask(small, query))
        await asyncio.sleep(0.002)
    return answers


async def joined(tasks: list[asyncio.Task[list[HttpResponse]]]) -> list[HttpResponse]:
    return [answer for answers in await asyncio.gather(*tasks) for answer in answers]


def test_when_redis_dies_open_limits_let_through_and_closed_ones_refuse_until_it_is_back(caplog):
    async def scenario(redis) -> None:
        config = GatewayConfig(redis=RedisConfig(url=redis.url, longest_retry=0.1))
        small = SmallGateway(replace(config, rate_limits=RateLimitsConfig(limits=OPEN_AND_CLOSED)))
        limiter, client = small.gateway.services.rate_limiter, small.gateway.services.redis
        assert limiter is not None
        assert client is not None
        await client.call("PING")
        stop = asyncio.Event()
        reading = [asyncio.create_task(keep_asking(small, QUERY, stop)) for _ in range(8)]
        writing = [asyncio.create_task(keep_asking(small, MUTATION, stop)) for _ in range(4)]
        await asyncio.sleep(0.2)
        await asyncio.to_thread(redis.kill)
        await until(lambda: not client.available)
        assert_refused_for_want_of_counts(await ask(small, MUTATION))
        await asyncio.to_thread(redis.start)
        await until(lambda: client.available)
        assert "ratelimit" in (await ask(small, MUTATION)).headers
        stop.set()
        reads, writes = await joined(reading), await joined(writing)
        assert {answer.status for answer in reads} == {200}
        assert {answer.status for answer in writes} == {200, 503}
        uncounted = sum("ratelimit" not in answer.headers for answer in reads)
        assert limiter.outcomes["reads"].uncounted >= uncounted > 0
        assert limiter.outcomes["writes"].refused_uncounted >= sum(answer.status == 503 for answer in writes) > 0
        await small.gateway.aclose()

    with redis_server() as redis, caplog.at_level(logging.WARNING):
        asyncio.run(scenario(redis))
    of_redis = [record.message for record in caplog.records if record.name.startswith("marketplace.gateway.redis")]
    assert [message.rpartition(" ")[2] for message in of_redis] == ["back.", "again."]


def assert_refused_for_want_of_counts(refused: HttpResponse) -> None:
    assert refused.status == 503
    assert refused.headers["retry-after"] == "1"
    (error,) = orjson.loads(refused.body)["errors"]
    assert error["extensions"]["code"] == "RATE_LIMIT_UNAVAILABLE"
    assert error["message"].startswith("The limit 'writes' cannot be checked at the moment")


def test_operations_over_websocket_are_counted_by_the_address_of_the_connection():
    limits = RateLimitsConfig(limits={"here": RateLimitConfig(key=RateLimitKey.IP, requests=2)})

    async def scenario():
        small = SmallGateway(GatewayConfig(rate_limits=limits))
        async with served(small.gateway) as server, server.websocket() as connection:
            kinds = []
            for number in range(3):
                await tell(connection, {"id": str(number), "type": "subscribe", "payload": {"query": QUERY}})
                kinds.append(await hear(connection))
                if kinds[-1]["type"] == "next":
                    await hear(connection)
            assert [message["type"] for message in kinds] == ["next", "next", "error"]
            (error,) = kinds[-1]["payload"]
            assert error["extensions"]["code"] == "RATE_LIMITED"
            status = await asyncio.to_thread(
                lambda: (
                    send(
                        f"http://127.0.0.1:{server.port}/graphql", BODY, headers={"content-type": "application/json"}
                    ).status
                )
            )
            assert status == 429

    asyncio.run(scenario())
