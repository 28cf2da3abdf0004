"""What is sent again, to whom and when, and what is not."""

from dataclasses import replace

import pytest

from marketplace.gateway.config import RetryConfig
from marketplace.gateway.errors import (
    SubgraphMalformedResponseError,
    SubgraphOverloadedError,
    SubgraphResponseTooLargeError,
    SubgraphTimeoutError,
)
from marketplace.gateway.ports import SubgraphResponse
from marketplace.gateway.transport.resilience import ResilienceEvent
from tests.harness.resilient_world import FINE, LOST, MUTATION, QUERY, UNREACHABLE, World, run


def test_a_query_is_sent_to_another_instance_after_a_failure():
    async def scenario():
        for failure in (
            UNREACHABLE,
            LOST,
            SubgraphTimeoutError("users", "slow."),
            SubgraphResponse(503, {}, b"{}"),
            SubgraphMalformedResponseError("users", "a page of a proxy.", status=502),
        ):
            world = World("primary primary")
            world.peers[0].act = failure
            assert await world.send(QUERY) is FINE
            assert world.asked == [1, 1]
            assert world.events[ResilienceEvent.RETRIED, "primary-2"] == 1

    run(scenario())


@pytest.mark.parametrize(
    "failure",
    [
        SubgraphResponse(500, {}, b"{}"),
        SubgraphResponse(404, {}, b"{}"),
        SubgraphMalformedResponseError("users", "not JSON.", status=200),
        SubgraphResponseTooLargeError("users", "16 MiB."),
    ],
)
def test_what_would_fail_again_is_sent_once(failure):
    async def scenario():
        world = World("primary primary")
        world.peers[0].act = world.peers[1].act = failure
        assert await world.send(QUERY) is failure
        assert sum(world.asked) == 1

    run(scenario())


@pytest.mark.parametrize("failure", [LOST, SubgraphTimeoutError("users", "slow."), SubgraphResponse(503, {}, b"{}")])
def test_a_mutation_that_was_sent_is_not_sent_again(failure):
    async def scenario():
        world = World("primary primary replica")
        for peer in world.peers:
            peer.act = failure
        assert await world.send(MUTATION) is failure
        assert sum(world.asked) == 1

    run(scenario())


def test_a_mutation_that_was_not_sent_goes_to_another_primary_and_never_to_a_replica():
    async def scenario():
        world = World("primary primary replica")
        world.peers[0].act = UNREACHABLE
        assert await world.send(MUTATION) is FINE
        world.peers[1].act = UNREACHABLE
        assert await world.send(MUTATION) is UNREACHABLE
        assert world.asked[2] == 0

    run(scenario())


@pytest.mark.parametrize("failure", [SubgraphTimeoutError("users", "slow."), SubgraphOverloadedError("users", "")])
def test_an_only_instance_with_too_much_to_do_is_not_asked_again(failure):
    async def scenario():
        world = World("primary")
        world.peers[0].act = failure
        assert await world.send(QUERY) is failure
        assert world.asked == [1]

    run(scenario())


def test_waits_are_drawn_from_a_range_that_doubles_up_to_a_bound():
    async def scenario():
        world = World("primary", retry=RetryConfig(attempts=6, first_delay=0.1, max_delay=0.5))
        world.time.drawn = 0.5
        world.peers[0].act = UNREACHABLE
        assert await world.send() is UNREACHABLE
        assert world.waits == pytest.approx([0.05, 0.1, 0.2, 0.25, 0.25])

    run(scenario())


def test_nothing_is_sent_again_after_the_deadline():
    async def scenario():
        world = World("primary", retry=RetryConfig(attempts=9, first_delay=0.4, max_delay=0.4))
        world.peers[0].act = UNREACHABLE
        request = replace(QUERY, deadline=world.time.now + 0.5)
        assert await world.send(request) is UNREACHABLE
        assert world.asked == [3], "at 0, 0.2 and 0.4 s"

    run(scenario())


@pytest.mark.parametrize(("told", "wait"), [({"retry-after": "2"}, 2.0), ({"retry-after": "soon"}, 0.01), ({}, 0.01)])
def test_an_only_instance_is_given_the_time_that_it_asks_for(told, wait):
    async def scenario():
        world = World("primary", retry=RetryConfig(first_delay=0.02))
        world.peers[0].act = lambda number: SubgraphResponse(503, told, b"{}") if number == 1 else FINE
        assert await world.send() is FINE
        assert world.waits == pytest.approx([wait])

    run(scenario())


def test_another_instance_need_not_be_waited_for():
    async def scenario():
        world = World("primary primary", retry=RetryConfig(first_delay=0.02))
        world.peers[0].act = SubgraphResponse(503, {"retry-after": "60"}, b"{}")
        assert await world.send() is FINE
        assert world.waits == pytest.approx([0.01])

    run(scenario())


def test_repetitions_are_a_share_of_all_requests():
    async def scenario():
        retry = RetryConfig(attempts=3, budget_share=0.2, budget_minimum=0.0, budget_burst=5.0, first_delay=0.0)
        world = World("primary", retry=retry)
        world.peers[0].act = UNREACHABLE
        for _ in range(100):
            assert await world.send() is UNREACHABLE
        assert 100 + 5 + 18 <= world.asked[0] <= 100 + 5 + 20
        assert world.events[ResilienceEvent.RETRY_REFUSED, "primary-1"] > 50

    run(scenario())


def test_can_be_switched_off():
    async def scenario():
        world = World("primary primary", retry=None)
        world.peers[0].act = world.peers[1].act = UNREACHABLE
        assert await world.send() is UNREACHABLE
        assert sum(world.asked) == 1

    run(scenario())
