"""Counts in a real Redis and in a real Cluster, charged at the same time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from marketplace.gateway.config import RateLimitConfig, RateLimitKey, RateLimitsConfig, RedisConfig
from marketplace.gateway.context import Client, Principal
from marketplace.gateway.limits.rate import ClusterStore, Decision, RateLimiter, RedisStore
from marketplace.gateway.redis import connect
from tests.harness.redis_servers import redis_cluster, redis_server, until_answered

pytestmark = pytest.mark.redis

HERE = Client("shop", "1", "198.51.100.7", "198.51.100.7")


def user(name: str) -> Principal:
    return Principal(name, frozenset())


@asynccontextmanager
async def limiter(url: str, **limits: RateLimitConfig) -> AsyncIterator[RateLimiter]:
    client = connect(RedisConfig(url=url, timeout=2.0))
    try:
        store = ClusterStore(client) if client.sharded else RedisStore(client)
        yield RateLimiter(RateLimitsConfig(limits=limits), store)
    finally:
        await client.aclose()


async def charge(own: RateLimiter, principal: Principal, cost: int | None = None) -> Decision:
    outcome = (
        own.charge_request(principal, HERE)
        if cost is None
        else own.charge_operation(principal, HERE, "query", None, cost)
    )
    assert outcome is not None
    decision = outcome if isinstance(outcome, Decision) else await outcome
    assert decision is not None
    return decision


def refusals(decisions: list[Decision]) -> list[str]:
    return [decision.refused.name for decision in decisions if decision.refused is not None]


def test_of_many_at_once_exactly_as_many_pass_as_may_and_refused_ones_are_on_no_count():
    async def scenario(url):
        limits = {
            "user": RateLimitConfig(requests=30, burst=5),
            "ip": RateLimitConfig(key=RateLimitKey.IP, requests=100),
        }
        async with limiter(url, **limits) as own:
            names = [f"user{number % 2}" for number in range(120)]
            decisions = await asyncio.gather(*(charge(own, user(name)) for name in names))
            assert refusals(decisions) == ["user"] * 50
            rest = await asyncio.gather(*(charge(own, user("third")) for _ in range(31)))
            assert refusals(rest) == ["ip"]  # 35 and 35 and 30 make the hundred

    with redis_server() as server:
        asyncio.run(scenario(server.unix_url))


def test_a_cost_is_corrected_in_redis():
    async def scenario(server):
        async with limiter(server.url, budget=RateLimitConfig(cost=100)) as own:
            other = await charge(own, user("bob"), 1)
            own.correct_cost(own.cost_charges(user("bob"), HERE, other), 1, 2)
            first = await charge(own, user("ann"), 80)
            own.correct_cost(own.cost_charges(user("ann"), HERE, first), 80, 30)
            second = await charge(own, user("ann"), 60)
            assert (second.refused, second.remaining) == (None, 10)
            own.correct_cost(own.cost_charges(user("ann"), HERE, second), 60, 200)
            assert refusals([await charge(own, user("ann"), 1)]) == ["budget"]

    with redis_server() as server:
        asyncio.run(scenario(server))


def test_in_a_cluster_every_count_is_exact_and_refused_requests_are_taken_off_the_others():
    async def scenario(cluster):
        everyone = RateLimitConfig(key=RateLimitKey.EVERYONE, requests=200)
        async with limiter(cluster.url, user=RateLimitConfig(requests=10), everyone=everyone) as own:
            names = [f"user{number % 4}" for number in range(80)]
            decisions = await asyncio.gather(*(charge(own, user(name)) for name in names))
            assert refusals(decisions) == ["user"] * 40
            # A refused request is told what is left for everyone while it is on that count itself.
            await until_answered(lambda: left_for_everyone(own), 200 - 40 - 1)
        few = RateLimitConfig(key=RateLimitKey.EVERYONE, requests=5, per=30)
        async with limiter(cluster.url, mine=RateLimitConfig(requests=100), few=few) as own:
            decisions = await asyncio.gather(*(charge(own, user("ann")) for _ in range(20)))
            assert refusals(decisions) == ["few"] * 15

    async def left_for_everyone(own: RateLimiter) -> int:
        return (await charge(own, user("user1"))).answer[5]

    with redis_cluster() as cluster:
        asyncio.run(scenario(cluster))
