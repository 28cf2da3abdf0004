"""A subgraph that fails as a whole is not asked for a while; what counts as its failure."""

import asyncio
from dataclasses import replace

import pytest

from marketplace.gateway.config import BreakerConfig
from marketplace.gateway.errors import (
    SubgraphOverloadedError,
    SubgraphResponseTooLargeError,
    SubgraphTimeoutError,
    SubgraphUnavailableError,
)
from marketplace.gateway.ports import SubgraphResponse
from tests.harness.resilient_world import FINE, LOST, MUTATION, QUERY, World, run
from tests.harness.virtual_time import settle

CONFIG = BreakerConfig(minimum_calls=4, failure_rate=0.5, open_time=5.0, jitter=0.0, probes=1)


def test_a_subgraph_that_fails_is_not_asked_for_a_while():
    async def scenario():
        world = World("primary", breaker=CONFIG, retry=None)
        world.peers[0].act = SubgraphResponse(500, {}, b"{}")
        for _ in range(4):
            await world.send()
        assert not world.transport.is_available()
        refusal = await world.send()
        assert isinstance(refusal, SubgraphUnavailableError)
        assert "circuit breaker is open" in refusal.message
        assert world.asked == [4]
        world.peers[0].act = FINE
        await world.time.pass_by(5.0)
        assert await world.send() is FINE
        assert world.transport.snapshot()["breakers"] == {"queries": "closed", "mutations": "closed"}

    run(scenario())


def test_only_what_no_retry_could_save_counts():
    async def scenario():
        world = World("primary primary primary", breaker=CONFIG, ejection=None)
        world.peers[0].act = world.peers[1].act = LOST
        for _ in range(20):
            assert await world.send() is FINE
        assert world.transport.is_available()

    run(scenario())


@pytest.mark.parametrize(
    "answer",
    [
        SubgraphResponse(200, {}, b'{"errors":[{}]}'),
        SubgraphResponse(401, {}, b"{}"),
        SubgraphResponseTooLargeError("users", "16 MiB."),
        SubgraphOverloadedError("users", "full."),
        SubgraphTimeoutError("users", "the client had hardly any time."),
    ],
)
def test_what_is_not_the_subgraphs_fault_does_not_count(answer):
    async def scenario():
        world = World("primary", breaker=CONFIG)
        world.peers[0].act = answer
        for _ in range(20):
            assert await world.send() is answer
        assert world.transport.is_available()

    run(scenario())


def test_a_timeout_counts_if_there_was_time():
    async def scenario():
        world = World("primary", breaker=CONFIG)
        world.peers[0].act, world.peers[0].takes = SubgraphTimeoutError("users", "slow."), 1.5
        for _ in range(4):
            await world.send()
        assert not world.transport.is_available()

    run(scenario())


def test_mutations_that_fail_do_not_stop_queries_to_replicas():
    async def scenario():
        world = World("primary replica", breaker=CONFIG, ejection=None)
        world.peers[0].act = LOST
        for _ in range(4):
            assert await world.send(MUTATION) is LOST
        assert isinstance(await world.send(MUTATION), SubgraphUnavailableError)
        assert await world.send(QUERY) is FINE

    run(scenario())


def test_requests_that_are_dropped_leave_no_probe_behind():
    async def scenario():
        world = World("primary", breaker=replace(CONFIG, consecutive_failures=1), retry=None)
        world.peers[0].act = LOST
        await world.send()
        await world.time.pass_by(6.0)
        world.peers[0].act, world.peers[0].takes = FINE, 10.0
        probe = asyncio.ensure_future(world.transport.send(QUERY))
        await settle()
        assert not world.transport.is_available()
        probe.cancel()
        await settle()
        assert world.transport.is_available()
        assert world.transport.snapshot()["inFlight"] == 0

    run(scenario())
