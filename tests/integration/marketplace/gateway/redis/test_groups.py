"""A real Sentinel group whose primary dies, and a real Cluster whose slots move."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from marketplace.gateway.config import RedisConfig
from marketplace.gateway.errors import RedisReplyError, RedisUnavailableError
from marketplace.gateway.redis import RedisClient, Script, connect
from marketplace.gateway.redis.slots import slot_of
from tests.harness.processes import free_port
from tests.harness.redis_servers import RedisCluster, redis_cluster, sentinel_group, until_answered
from tests.harness.served_gateway import until

pytestmark = pytest.mark.redis

SET = Script.of("return redis.call('SET', KEYS[1], ARGV[1])")
GET = Script.of("return redis.call('GET', KEYS[1])")


def test_the_replica_that_became_primary_is_found():
    async def scenario(group):
        client = connect(RedisConfig(url=group.url, timeout=2.0, longest_retry=0.1))
        assert await client.call("SET", "a", "before") == b"OK"
        assert group.primary.client().wait(1, 5_000) == 1
        group.primary.kill()
        await until(lambda: not client.available)
        await until(lambda: client.available, within=20)
        assert await client.call("GET", "a") == b"before"
        assert await client.call("SET", "a", "after") == b"OK"
        assert group.replica.client().get("a") == b"after"
        await client.aclose()

    with sentinel_group(sentinels=1) as group:
        asyncio.run(scenario(group))


@pytest.fixture(scope="module")
def cluster() -> Iterator[RedisCluster]:
    with redis_cluster() as servers:
        yield servers


@asynccontextmanager
async def connected(cluster: RedisCluster) -> AsyncIterator[RedisClient]:
    client = connect(RedisConfig(url=cluster.url, timeout=0.5, first_retry=0.01, longest_retry=0.1))
    try:
        yield client
    finally:
        await client.aclose()


def test_commands_and_scripts_go_where_their_keys_are(cluster):
    async def scenario():
        async with connected(cluster) as client:
            keys = [f"key{number}" for number in range(60)]
            assert await asyncio.gather(*(client.call("SET", key, key) for key in keys)) == [b"OK"] * 60
            assert client.available
            assert await asyncio.gather(*(client.call("GET", key) for key in keys)) == [key.encode() for key in keys]
            assert all(server.client().dbsize() > 0 for server in cluster.servers)
            assert await asyncio.gather(*(client.run_script(SET, [key], ["1"]) for key in keys)) == [b"OK"] * 60
            with pytest.raises(RedisReplyError, match="CROSSSLOT"):
                await client.call("MGET", "key1", "key2")

    asyncio.run(scenario())


def test_a_slot_that_moves_is_followed(cluster):
    """Half moved, the old server answers ASK; moved, it answers MOVED."""

    async def scenario():
        async with connected(cluster) as client:
            await client.call("SET", "foo", "bar")  # slot 12182: the last server's
            old, new = cluster.servers[2], cluster.servers[0]
            old_id, new_id = (server.client().execute_command("CLUSTER MYID") for server in (old, new))
            slot = slot_of("foo")
            new.client().execute_command("CLUSTER SETSLOT", slot, "IMPORTING", old_id)
            old.client().execute_command("CLUSTER SETSLOT", slot, "MIGRATING", new_id)
            old.client().migrate("127.0.0.1", new.port, "foo", 0, 1_000)
            assert await client.call("GET", "foo") == b"bar"
            assert await client.run_script(GET, ["foo"], []) == b"bar"
            for server in (new, old):
                server.client().execute_command("CLUSTER SETSLOT", slot, "NODE", new_id)
            for _ in range(3):
                assert await client.call("GET", "foo") == b"bar"

    asyncio.run(scenario())


def test_what_any_server_publishes_is_heard(cluster):
    async def scenario():
        async with connected(cluster) as client:
            heard = asyncio.ensure_future(anext(client.subscribe("news")))
            await until(lambda: any(server.client().pubsub_channels() for server in cluster.servers))
            cluster.servers[2].client().publish("news", "hello")
            assert await heard == b"hello"

    asyncio.run(scenario())


def test_a_lost_server_costs_its_own_keys_until_it_is_back(cluster):
    async def scenario():
        async with connected(cluster) as client:
            keys = ("{b}", "{a}")  # slots 3300 and 15495: the first server's and the last's
            for key in keys:
                await client.call("SET", key, 1)
            cluster.servers[0].kill()
            await until(lambda: not client.available)
            with pytest.raises(RedisUnavailableError):
                await client.call("SET", keys[0], 2)
            assert client.why_unavailable is not None
            cluster.servers[0].start()
            await until(lambda: client.available)
            await until_answered(lambda: client.call("SET", keys[0], 3), b"OK")
            assert await client.call("SET", keys[1], 3) == b"OK"

    asyncio.run(scenario())


def test_a_cluster_that_cannot_be_reached_fails_calls_within_the_time_limit():
    async def scenario():
        client = connect(RedisConfig(url=f"redis+cluster://127.0.0.1:{free_port()}", timeout=0.3))
        with pytest.raises(RedisUnavailableError):
            await client.call("GET", "a")
        assert client.why_unavailable is not None
        await client.aclose()

    asyncio.run(scenario())
