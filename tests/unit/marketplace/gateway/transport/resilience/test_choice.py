"""Which instance is asked."""

import asyncio
from dataclasses import replace

from marketplace.gateway.config import BalancingConfig
from tests.harness.resilient_world import FINE, MUTATION, QUERY, World, run
from tests.harness.virtual_time import settle


def test_queries_go_to_replicas_and_mutations_to_the_primary():
    async def scenario():
        world = World("primary replica replica")
        for _ in range(10):
            assert await world.send(QUERY) is FINE
        assert world.asked[0] == 0
        assert await world.send(MUTATION) is FINE
        assert world.asked[0] == 1

    run(scenario())


def test_queries_go_to_the_primary_as_well_if_told():
    async def scenario():
        world = World("primary replica", balancing=BalancingConfig(reads_from_primary=True))
        for peer in world.peers:
            peer.takes = 1.0
        sending = [asyncio.ensure_future(world.transport.send(QUERY)) for _ in range(10)]
        await settle()
        assert world.asked == [5, 5]
        await world.time.pass_by(1.0)
        await asyncio.gather(*sending)

    run(scenario())


def test_the_instance_with_the_fewest_requests_under_way_is_next():
    async def scenario():
        world = World("primary primary primary")
        world.peers[0].takes = 100.0
        for peer in world.peers[1:]:
            peer.takes = 1.0
        sending = [asyncio.ensure_future(world.transport.send(QUERY)) for _ in range(3)]
        await settle()
        await world.time.pass_by(2.0)
        for _ in range(10):
            assert await world.send(within=1.0) is FINE
        assert world.asked[0] == 1, "one request is stuck there"
        await world.time.pass_by(100.0)
        await asyncio.gather(*sending)

    run(scenario())


def test_of_idle_ones_the_fastest_is_next_and_slow_ones_are_tried_again_later():
    async def scenario():
        world = World("primary primary", balancing=BalancingConfig(latency_memory=10.0))
        world.peers[0].takes, world.peers[1].takes = 0.9, 0.1
        for _ in range(100):
            await world.send(within=1.0)
        assert world.asked == [1, 99]
        for _ in range(30):
            await world.send(within=1.0)
            await world.time.pass_by(1.0)
        assert world.asked == [2, 128], "what is long ago counts for little"

    run(scenario())


def test_of_many_two_are_drawn():
    async def scenario():
        world = World(" ".join(["primary"] * 20), balancing=BalancingConfig(compared=8))
        world.peers[2].takes = 10.0
        draws = iter([0.1, 0.55, 0.1, 0.55])
        world.instances.reads._timing = replace(world.time.timing, draw=lambda: next(draws))
        slow = asyncio.ensure_future(world.transport.send(QUERY))
        await settle()
        await world.send()
        assert [number for number, count in enumerate(world.asked) if count] == [2, 11]
        await world.time.pass_by(10.0)
        await slow

    run(scenario())
