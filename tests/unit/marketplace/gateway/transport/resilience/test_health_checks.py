"""Instances that do not answer questions about their health are not asked anything else."""

from dataclasses import replace

from marketplace.gateway.config import HealthCheckConfig
from marketplace.gateway.errors import SubgraphUnavailableError
from marketplace.gateway.transport.resilience import ResilienceEvent
from tests.harness.resilient_world import FINE, MUTATION, QUERY, World, run
from tests.harness.virtual_time import settle

CHECKS = HealthCheckConfig(interval=1.0, rise=2, fall=3)


def test_one_that_is_down_is_not_asked_until_it_is_up_again():
    async def scenario():
        world = World("primary replica", health_check=CHECKS)
        await world.send()
        for seconds, problem in ((5.0, "did not answer"), (5.0, None)):
            world.peers[1].problem = problem
            await world.time.pass_by(seconds)
            before = world.asked
            await world.send()
            assert world.asked == [before[0] + (problem is not None), before[1] + (problem is None)]
        assert world.events[ResilienceEvent.INSTANCE_DOWN, "replica-1"] == 1
        assert world.events[ResilienceEvent.INSTANCE_UP, "replica-1"] == 1
        await world.transport.aclose()
        assert all(peer.closed for peer in world.peers)

    run(scenario())


def test_without_a_primary_a_mutation_is_refused_and_queries_go_on():
    async def scenario():
        world = World("primary replica", health_check=CHECKS)
        world.peers[0].problem = "did not answer"
        await world.send(QUERY)
        await world.time.pass_by(1.0)
        refusal = await world.send(MUTATION)
        assert isinstance(refusal, SubgraphUnavailableError)
        assert "no primary is available for mutations (primary-1 is down)" in refusal.message
        assert await world.send(QUERY) is FINE
        assert not world.transport.is_available(for_mutations=True)
        assert world.transport.is_available()
        assert await world.transport.why_not_ready() is None
        assert world.asked[0] == 0
        await world.transport.aclose()

    run(scenario())


def test_without_any_instance_the_reason_names_all_but_no_address():
    async def scenario():
        world = World("primary replica", health_check=CHECKS)
        for peer in world.peers:
            peer.problem = "did not answer"
        assert await world.transport.why_not_ready() is None, "nothing is known yet"
        await settle()
        reason = await world.transport.why_not_ready()
        assert reason == ("Subgraph 'users' has no usable instance: replica-1 is down, primary-1 is down.")
        assert isinstance(await world.send(), SubgraphUnavailableError)
        await world.transport.aclose()
        assert "closed" in str(await world.transport.why_not_ready())

    run(scenario())


def test_an_only_instance_is_not_checked_unless_told():
    async def scenario():
        for single in (False, True):
            world = World("primary", health_check=replace(CHECKS, single=single))
            await world.send()
            await world.time.pass_by(10.0)
            assert bool(world.peers[0].checked) == single
            await world.transport.aclose()

    run(scenario())
