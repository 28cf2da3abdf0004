"""A second instance is asked where the first takes long."""

import asyncio

from marketplace.gateway.config import HedgingConfig
from marketplace.gateway.transport.resilience import ResilienceEvent
from tests.harness.resilient_world import FINE, LOST, MUTATION, QUERY, World, run
from tests.harness.virtual_time import settle


def test_a_second_instance_is_asked_after_the_delay_and_the_loser_dropped():
    async def scenario():
        world = World("primary primary", hedging=HedgingConfig(delay=0.1))
        world.peers[0].takes, world.peers[1].takes = 60.0, 0.05
        assert await world.send(within=0.2) is FINE
        await settle()
        assert world.asked == [1, 1]
        assert world.peers[0].dropped == 1
        assert world.events[ResilienceEvent.HEDGE_WON, "primary-2"] == 1
        assert [instance.in_flight for instance in world.instances.all] == [0, 0]

    run(scenario())


def test_not_for_mutations_nor_for_what_is_fast_enough():
    async def scenario():
        world = World("primary primary", hedging=HedgingConfig(delay=0.1))
        for peer in world.peers:
            peer.takes = 0.09
        await world.send(QUERY)
        for peer in world.peers:
            peer.takes = 1.0
        await world.send(MUTATION)
        assert sum(world.asked) == 2

    run(scenario())


def test_a_failure_of_one_waits_for_the_other():
    async def scenario():
        world = World("primary primary", hedging=HedgingConfig(delay=0.1), retry=None)
        world.peers[0].takes, world.peers[0].act = 0.2, LOST
        world.peers[1].takes = 1.0
        assert await world.send(within=1.1) is FINE
        assert world.peers[1].dropped == 0

    run(scenario())


def test_the_delay_is_measured():
    async def scenario():
        world = World("primary primary", hedging=HedgingConfig(percentile=0.9))
        for number in range(64):
            for peer in world.peers:
                peer.takes = 0.5 if number % 16 == 15 else 0.01
            await world.send()
        hedged = sum(world.asked) - 64
        for peer in world.peers:
            peer.takes = 0.4
        await world.send()
        assert sum(world.asked) - 65 == hedged + 1, "0.4 s is more than nine in ten took"

    run(scenario())


def test_the_number_is_bounded():
    async def scenario():
        world = World("primary primary", hedging=HedgingConfig(delay=0.1, budget_share=0.1))
        for peer in world.peers:
            peer.takes = 5.0
        for _ in range(100):
            await world.send(within=6.0)
        assert 15 <= sum(world.asked) - 100 <= 20, "ten saved up, and one in ten"

    run(scenario())


def test_one_that_is_dropped_by_its_client_drops_both():
    async def scenario():
        world = World("primary primary", hedging=HedgingConfig(delay=0.1))
        for peer in world.peers:
            peer.takes = 60.0
        task = asyncio.ensure_future(world.transport.send(QUERY))
        await settle()
        await world.time.pass_by(1.0)
        task.cancel()
        await settle()
        assert [peer.dropped for peer in world.peers] == [1, 1]

    run(scenario())
