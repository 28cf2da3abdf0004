"""Gateway processes that share what they keep by Redis: hits, invalidations, races, and Redis dying."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from marketplace.gateway.cache import Collected, Invalidation, ResponseRequest
from marketplace.gateway.cache.caching import AnswerCaching
from marketplace.gateway.cache.policy import CachePolicy
from marketplace.gateway.config import RedisConfig, ResponseCacheConfig
from marketplace.gateway.redis import connect
from tests.harness.cached_subgraph import SUPERGRAPH, CachedRooms
from tests.harness.redis_servers import RedisServer, redis_cluster, redis_server

pytestmark = pytest.mark.redis

REQUEST = ResponseRequest("{ rooms { name } }", None, {"a": 1}, "application/json", b"", None)
ROOM_1 = Invalidation(subgraph="prices", type="Room", key={"id": "1"})


@pytest.fixture(scope="module")
def shared_server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def server(shared_server: RedisServer) -> RedisServer:
    """Empty."""
    with shared_server.client() as client:
        client.flushall()
    return shared_server


@asynccontextmanager
async def processes(url: str, count: int = 2, **options) -> AsyncIterator[list[CachedRooms]]:
    """Gateway processes with a cache each, that know one Redis and one another by it only."""
    async with AsyncExitStack() as stack:
        made = []
        for _ in range(count):
            redis = connect(RedisConfig(url=url, timeout=1.0))
            stack.push_async_callback(redis.aclose)
            caching = AnswerCaching(ResponseCacheConfig(**options), redis)
            await caching.start()
            stack.push_async_callback(caching.aclose)
            rooms = CachedRooms(caching=caching)
            stack.push_async_callback(rooms.fetches.aclose)
            rooms.prices = {"1": 10, "2": 20, "3": 30}
            await rooms.cached(["0"])  # from now on it is known that answers may be kept
            rooms.asked.clear()
            made.append(rooms)
        await until(lambda: all(rooms.caching.invalidator.is_told() for rooms in made))
        yield made


async def until(condition: Callable[[], bool], within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - polls a server
            await asyncio.sleep(0.005)


async def until_async(call: Callable[[], Awaitable[Any]], wanted: Any, within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        while await call() != wanted:  # noqa: ASYNC110 - polls a server
            await asyncio.sleep(0.005)


async def landed(server: RedisServer, count: int) -> None:
    """Until so many entries are in Redis: nobody waits for them to be written."""
    with server.client() as client:
        await until(lambda: len(client.keys("holdfast:cache:a:*")) >= count)


def prices(answer) -> list[int | None]:
    (entities,) = answer["data"].values()
    return [entity and entity["price"] for entity in entities]


def test_what_one_process_got_the_others_have(server):
    async def scenario() -> None:
        async with processes(server.url) as (one, two):
            await one.cached(["1", "2"])
            await landed(server, 2)
            assert prices(await two.cached(["1", "2", "3"])) == [10, 20, 30]
            assert two.asked == [["3"]]
            assert prices(await two.cached(["1", "2", "3"])) == [10, 20, 30]
            assert two.caching.statistics.remote_hits == 2

    asyncio.run(scenario())


def test_what_is_asked_for_anew_keeps_its_place_wherever_it_was_found(server):
    """One entity is in this process and the other in Redis, and with such eagerness both are refreshed when read."""

    async def scenario() -> None:
        async with processes(server.url, early_refresh=1e12) as (one, two):
            await one.cached(["1"])
            await landed(server, 1)
            await two.cached(["2"])
            two.asked.clear()
            assert prices(await two.cached(["1", "2"])) == [10, 20]
            await until(lambda: two.asked == [["1", "2"]] and two.caching.statistics.refreshes == 2)
            assert prices(await two.cached(["1", "2"])) == [10, 20]

    asyncio.run(scenario())


def test_an_invalidation_by_one_process_is_heard_by_all(server):
    async def scenario() -> None:
        async with processes(server.url) as (one, two):
            for rooms in (one, two):
                await rooms.cached(["1", "2"])
            for rooms in (one, two):
                rooms.prices["1"] = 99
            heard = two.caching.clock.now
            assert await one.caching.invalidator.invalidate([ROOM_1])
            assert prices(await one.cached(["1", "2"])) == [99, 20]
            await until(lambda: two.caching.clock.now > heard)
            assert prices(await two.cached(["1", "2"])) == [99, 20]
            assert [["1"]] in (one.asked[-1:], two.asked[-1:])

    asyncio.run(scenario())


def test_a_process_that_starts_after_an_invalidation_finds_nothing_older(server):
    async def scenario() -> None:
        async with processes(server.url, count=1) as (one,):
            await one.cached(["1"])
            await landed(server, 1)
            await one.caching.invalidator.invalidate([ROOM_1])
        async with processes(server.url, count=1) as (later,):
            later.prices["1"] = 99
            assert prices(await later.cached(["1"])) == [99]

    asyncio.run(scenario())


def test_what_another_process_asked_for_before_an_invalidation_is_given_to_nobody_after_it(server):
    """The slow process does not even hear of it: only the versions of the tags tell."""

    async def scenario() -> None:
        async with processes(server.url, count=3) as (slow, writer, reader):
            await slow.caching.invalidator.aclose()
            slow.delay = 0.1
            slow.entered.clear()
            filling = asyncio.create_task(slow.cached(["1"]))
            await slow.entered.wait()
            await writer.caching.invalidator.invalidate([ROOM_1])
            assert prices(await filling) == [10]
            await landed(server, 1)
            for rooms in (writer, reader):
                rooms.prices["1"] = 99
                assert prices(await rooms.cached(["1"])) == [99]

    asyncio.run(scenario())


def test_large_answers_are_compressed_there_and_end_with_their_time(server):
    async def scenario() -> None:
        async with processes(server.url, count=2, compress_above=100) as (one, two):
            one.prices["1"] = 10**9
            one.headers = {"cache-control": "max-age=100"}
            long_name = "1" * 5_000
            one.prices[long_name] = 7
            await one.cached([long_name])
            await landed(server, 1)
            with server.client() as client:
                (key,) = client.keys("holdfast:cache:a:*")
                assert client.strlen(key) < 500
                assert 90_000 < client.pttl(key) <= 100_000
            assert prices(await two.cached([long_name])) == [7]
            assert two.asked == []

    asyncio.run(scenario())


def test_whole_responses_are_shared_too(server):
    async def scenario() -> None:
        async with processes(server.url) as (one, two):
            from_one, from_two = ResponsesOf(one), ResponsesOf(two)
            collected = one.collect()
            await one.cached(["1"], collected=collected)
            from_one.put(b"body", collected)
            from_two.learn()
            await until_async(from_two.find, b"body")
            await one.caching.invalidator.invalidate([ROOM_1])
            await until(lambda: two.caching.statistics.invalidations > 0)
            assert await from_two.find() is None

    asyncio.run(scenario())


def test_without_redis_the_processes_go_on_and_forget_soon():
    async def scenario(server: RedisServer) -> None:
        async with processes(server.url, longest_without_redis=0.3) as (one, two):
            await one.cached(["1"])
            server.kill()
            await until(lambda: not one.caching.invalidator.is_told())
            assert prices(await one.cached(["2", "3"])) == [20, 30]
            assert prices(await one.cached(["2", "3"])) == [20, 30]
            assert one.asked[-1] == ["2", "3"]
            await asyncio.sleep(0.35)
            one.prices["2"] = 99
            assert prices(await one.cached(["2"])) == [99]
            assert not await one.caching.invalidator.invalidate([ROOM_1])
            assert one.caching.statistics.remote_failures > 0
            server.start()
            await until(lambda: one.caching.invalidator.is_told() and two.caching.invalidator.is_told())
            asked = len(one.asked)
            await one.cached(["1"])
            assert len(one.asked) == asked + 1, "what was missed is not known, so nothing is kept from before"
            await landed(server, 1)
            assert prices(await two.cached(["1"])) == [10]
            assert two.asked == []

    with redis_server() as server:
        asyncio.run(scenario(server))


def test_redis_that_is_gone_costs_a_request_next_to_nothing():
    async def scenario(server: RedisServer) -> None:
        async with processes(server.url, count=1) as (one,):
            server.kill()
            await until(lambda: not one.caching.invalidator.is_told())
            started = time.perf_counter()
            for number in range(100):
                await one.cached([str(number)])
            assert time.perf_counter() - started < 0.5

    with redis_server() as server:
        asyncio.run(scenario(server))


def test_a_cluster_keeps_answers_too():
    async def scenario(url: str) -> None:
        async with processes(url) as (one, two):
            await one.cached(["1", "2"])
            await until_async(lambda: two.cached(["1", "2"]), two.plain(["1", "2"]))
            one.prices["1"] = two.prices["1"] = 99
            heard = two.caching.clock.now
            assert await one.caching.invalidator.invalidate([ROOM_1])
            await until(lambda: two.caching.clock.now > heard)
            assert prices(await two.cached(["1", "2"])) == [99, 20]
            assert two.asked[-1] == ["1"]

    with redis_cluster() as cluster:
        asyncio.run(scenario(cluster.url))


class ResponsesOf:
    """One process's cache of whole responses, for one request."""

    def __init__(self, rooms: CachedRooms) -> None:
        self._rooms = rooms
        cache = rooms.caching.responses(SUPERGRAPH)
        assert cache is not None
        self._cache = cache

    def put(self, body: bytes, collected: Collected) -> None:
        self._cache.put(REQUEST, body, collected, depends_on_client=False, now=time.time())

    def learn(self) -> None:
        """The process has kept a response to the operation before: with other variables."""
        collected = self._rooms.collect()
        collected.add(CachePolicy(60), (), ())
        self._cache.put(
            REQUEST._replace(variables={"a": 2}), b"{}", collected, depends_on_client=False, now=time.time()
        )

    async def find(self) -> bytes | None:
        key = self._cache.key(REQUEST)
        assert key is not None
        entry = self._cache.get(key, time.time()) or await self._cache.load(key, time.time())
        return None if entry is None else entry.value
