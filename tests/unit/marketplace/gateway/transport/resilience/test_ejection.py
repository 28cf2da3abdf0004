"""Instances that fail are left out for a while, but never all of them."""

import asyncio
import itertools
from dataclasses import replace

from marketplace.gateway.config import BalancingConfig, BreakerConfig, EjectionConfig
from marketplace.gateway.transport.resilience import ResilienceEvent
from tests.harness.resilient_world import FINE, LOST, MUTATION, QUERY, UNREACHABLE, World, run
from tests.harness.virtual_time import settle


def policy(in_a_row: int = 3) -> EjectionConfig:
    breaker = BreakerConfig(consecutive_failures=in_a_row, open_time=5.0, jitter=0.0, probes=1)
    return EjectionConfig(breaker=breaker, max_share=0.5)


def test_an_instance_that_fails_is_left_out_and_tried_again_by_one_request():
    async def scenario():
        world = World("primary replica replica", ejection=policy())
        world.peers[1].act = LOST
        while not world.events[ResilienceEvent.INSTANCE_EJECTED, "replica-1"]:
            assert await world.send() is FINE
        failures = world.asked[1]
        for _ in range(20):
            assert await world.send() is FINE
        assert world.asked[1] == failures == 3
        await world.time.pass_by(5.1)
        assert await world.send() is FINE
        assert world.asked[1] == 4, "the probe; its request was saved by the other"
        await world.time.pass_by(9.0)
        await world.send()
        assert world.asked[1] == 4, "twice as long"
        world.peers[1].act = FINE
        await world.time.pass_by(2.0)
        await world.send()
        assert world.events[ResilienceEvent.INSTANCE_RETURNED, "replica-1"] == 1

    run(scenario())


def test_one_that_returns_gets_its_share_little_by_little():
    async def scenario():
        world = World("primary primary", ejection=policy(1), balancing=BalancingConfig(slow_start=10.0))
        world.peers[0].act = lambda number: LOST if number == 1 else FINE
        while not world.events[ResilienceEvent.INSTANCE_RETURNED, "primary-1"]:
            await world.send()
            await world.time.pass_by(1.0)
        for peer in world.peers:
            peer.takes, peer.asked = 1_000.0, []
        draws = itertools.cycle(tenth / 10 for tenth in range(10))
        world.instances.reads._timing = replace(world.time.timing, draw=lambda: next(draws))
        sending = [asyncio.ensure_future(world.transport.send(QUERY)) for _ in range(20)]
        await settle()
        assert 2 <= world.asked[0] <= 5, "of ten"
        for task in sending:
            task.cancel()
        await asyncio.gather(*sending, return_exceptions=True)
        assert [instance.in_flight for instance in world.instances.all] == [0, 0]

    run(scenario())


def test_never_more_than_the_share_and_never_the_last():
    async def scenario():
        for roles, most in (("primary primary", 1), ("primary primary primary primary primary", 2)):
            world = World(roles, ejection=policy(1))
            for peer in world.peers:
                peer.act = LOST
            for _ in range(30):
                assert await world.send() is LOST
            assert sum(instance.is_ejected for instance in world.instances.all) == most

    run(scenario())


def test_an_only_replica_that_fails_is_replaced_by_the_primary_and_taken_back():
    async def scenario():
        world = World("primary replica", ejection=policy(1))
        world.peers[1].act = LOST
        assert await world.send() is FINE
        assert await world.send() is FINE
        assert world.asked == [2, 1]
        world.peers[1].act = FINE
        await world.time.pass_by(6.0)
        for _ in range(3):
            assert await world.send() is FINE
        assert world.asked == [2, 4]

    run(scenario())


def test_an_only_primary_that_is_left_out_is_asked_for_mutations_nevertheless():
    async def scenario():
        world = World("primary replica", ejection=policy(1))
        world.peers[0].act = lambda number: UNREACHABLE if number <= 3 else FINE
        assert await world.send(MUTATION) is UNREACHABLE
        assert world.instances.all[0].is_ejected
        assert await world.send(MUTATION) is FINE

    run(scenario())
