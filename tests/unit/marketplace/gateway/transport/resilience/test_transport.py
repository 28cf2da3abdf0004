"""Which instance is asked, what is sent again and what is not, and when nothing is sent at all."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from marketplace.gateway.config import (
    BalancingConfig,
    BreakerConfig,
    EjectionConfig,
    HealthCheckConfig,
    HedgingConfig,
    InstanceConfig,
    InstanceRole,
    RetryConfig,
    SubgraphPolicy,
)
from marketplace.gateway.errors import (
    SubgraphConnectionLostError,
    SubgraphError,
    SubgraphMalformedResponseError,
    SubgraphOverloadedError,
    SubgraphResponseTooLargeError,
    SubgraphTimeoutError,
    SubgraphUnavailableError,
    SubgraphUnreachableError,
)
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport.resilience import BreakerState, Instances, ResilienceEvent, ResilientTransport
from tests.harness.virtual_time import VirtualTime, settle

QUERY = SubgraphRequest(subgraph="users", body=b"q", headers={}, repeatable=True)
MUTATION = SubgraphRequest(subgraph="users", body=b"m", headers={})
FINE = SubgraphResponse(200, {}, b"{}")
UNREACHABLE = SubgraphUnreachableError("users", "refused.")
LOST = SubgraphConnectionLostError("users", "gone.")

RARELY = 1e9

Answer = SubgraphResponse | SubgraphError
Act = Callable[[int], Answer] | Answer


@dataclass
class Peer:
    """An instance: what it answers to the request of each number, after how long, and how its checks go."""

    time: VirtualTime
    act: Act = FINE
    takes: float = 0.0
    problem: str | None = None
    asked: list[bytes] = field(default_factory=list)
    dropped: int = 0
    checked: int = 0
    closed: bool = False

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        self.asked.append(request.body)
        answer = self.act(len(self.asked)) if callable(self.act) else self.act
        if self.takes:
            try:
                await self.time.sleep(self.takes)
            except asyncio.CancelledError:
                self.dropped += 1
                raise
        if isinstance(answer, SubgraphError):
            raise answer
        return answer

    async def check(self, _path: str, _seconds: float) -> str | None:
        self.checked += 1
        return self.problem

    async def why_not_ready(self) -> str | None:
        return self.problem

    async def aclose(self) -> None:
        self.closed = True


class World:
    """A subgraph with these roles, in their order: `primary`, `replica`."""

    def __init__(self, roles: str = "primary", **policy: Any) -> None:
        self.time = VirtualTime()
        self.peers: list[Peer] = []
        self.events: Counter[tuple[ResilienceEvent, str]] = Counter()
        policy.setdefault("breaker", None)
        policy.setdefault("health_check", HealthCheckConfig(interval=RARELY))
        self.policy = replace(SubgraphPolicy(), **policy)
        configs = [InstanceConfig(url=f"http://{n}/", role=InstanceRole(role)) for n, role in enumerate(roles.split())]
        self.instances = Instances(
            "users", configs, self.connect, self.policy, timing=self.time.timing, observe=self.observe
        )
        self.transport = ResilientTransport(self.instances, self.policy, self.time.timing, self.observe)

    def connect(self, _url: str) -> Peer:
        self.peers.append(Peer(self.time))
        return self.peers[-1]

    def observe(self, event: ResilienceEvent, _subgraph: str, instance: str) -> None:
        self.events[event, instance] += 1

    @property
    def asked(self) -> list[int]:
        return [len(peer.asked) for peer in self.peers]

    @property
    def waits(self) -> list[float]:
        """Before repetitions."""
        return [seconds for seconds in self.time.sleeps if seconds < RARELY / 2]

    async def send(self, request: SubgraphRequest = QUERY, within: float = 5.0) -> Answer:
        """The answer, or the error raised, within so many seconds."""
        task = asyncio.ensure_future(self.transport.send(request))
        await self.time.pass_by(within, enough=task.done)
        assert task.done(), "it takes longer"
        error = task.exception()
        if error is None:
            return task.result()
        assert isinstance(error, SubgraphError)
        return error


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)


class TestBalancing:
    def test_queries_go_to_replicas_and_mutations_to_the_primary(self):
        async def scenario():
            world = World("primary replica replica")
            for _ in range(10):
                assert await world.send(QUERY) is FINE
            assert world.asked[0] == 0
            assert await world.send(MUTATION) is FINE
            assert world.asked[0] == 1

        run(scenario())

    def test_queries_go_to_the_primary_as_well_if_told(self):
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

    def test_the_instance_with_the_fewest_requests_under_way_is_next(self):
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

    def test_of_idle_ones_the_fastest_is_next_and_slow_ones_are_tried_again_later(self):
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

    def test_of_many_two_are_drawn(self):
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


class TestRetries:
    def test_a_query_is_sent_to_another_instance_after_a_failure(self):
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
    def test_what_would_fail_again_is_sent_once(self, failure):
        async def scenario():
            world = World("primary primary")
            world.peers[0].act = world.peers[1].act = failure
            assert await world.send(QUERY) is failure
            assert sum(world.asked) == 1

        run(scenario())

    @pytest.mark.parametrize(
        "failure", [LOST, SubgraphTimeoutError("users", "slow."), SubgraphResponse(503, {}, b"{}")]
    )
    def test_a_mutation_that_was_sent_is_not_sent_again(self, failure):
        async def scenario():
            world = World("primary primary replica")
            for peer in world.peers:
                peer.act = failure
            assert await world.send(MUTATION) is failure
            assert sum(world.asked) == 1

        run(scenario())

    def test_a_mutation_that_was_not_sent_goes_to_another_primary_and_never_to_a_replica(self):
        async def scenario():
            world = World("primary primary replica")
            world.peers[0].act = UNREACHABLE
            assert await world.send(MUTATION) is FINE
            world.peers[1].act = UNREACHABLE
            assert await world.send(MUTATION) is UNREACHABLE
            assert world.asked[2] == 0

        run(scenario())

    @pytest.mark.parametrize("failure", [SubgraphTimeoutError("users", "slow."), SubgraphOverloadedError("users", "")])
    def test_an_only_instance_with_too_much_to_do_is_not_asked_again(self, failure):
        async def scenario():
            world = World("primary")
            world.peers[0].act = failure
            assert await world.send(QUERY) is failure
            assert world.asked == [1]

        run(scenario())

    def test_waits_are_drawn_from_a_range_that_doubles_up_to_a_bound(self):
        async def scenario():
            world = World("primary", retry=RetryConfig(attempts=6, first_delay=0.1, max_delay=0.5))
            world.time.drawn = 0.5
            world.peers[0].act = UNREACHABLE
            assert await world.send() is UNREACHABLE
            assert world.waits == pytest.approx([0.05, 0.1, 0.2, 0.25, 0.25])

        run(scenario())

    def test_nothing_is_sent_again_after_the_deadline(self):
        async def scenario():
            world = World("primary", retry=RetryConfig(attempts=9, first_delay=0.4, max_delay=0.4))
            world.peers[0].act = UNREACHABLE
            request = replace(QUERY, deadline=world.time.now + 0.5)
            assert await world.send(request) is UNREACHABLE
            assert world.asked == [3], "at 0, 0.2 and 0.4 s"

        run(scenario())

    @pytest.mark.parametrize(
        ("told", "wait"), [({"retry-after": "2"}, 2.0), ({"retry-after": "soon"}, 0.01), ({}, 0.01)]
    )
    def test_an_only_instance_is_given_the_time_that_it_asks_for(self, told, wait):
        async def scenario():
            world = World("primary", retry=RetryConfig(first_delay=0.02))
            world.peers[0].act = lambda number: SubgraphResponse(503, told, b"{}") if number == 1 else FINE
            assert await world.send() is FINE
            assert world.waits == pytest.approx([wait])

        run(scenario())

    def test_another_instance_need_not_be_waited_for(self):
        async def scenario():
            world = World("primary primary", retry=RetryConfig(first_delay=0.02))
            world.peers[0].act = SubgraphResponse(503, {"retry-after": "60"}, b"{}")
            assert await world.send() is FINE
            assert world.waits == pytest.approx([0.01])

        run(scenario())

    def test_repetitions_are_a_share_of_all_requests(self):
        async def scenario():
            retry = RetryConfig(attempts=3, budget_share=0.2, budget_minimum=0.0, budget_burst=5.0, first_delay=0.0)
            world = World("primary", retry=retry)
            world.peers[0].act = UNREACHABLE
            for _ in range(100):
                assert await world.send() is UNREACHABLE
            assert 100 + 5 + 18 <= world.asked[0] <= 100 + 5 + 20
            assert world.events[ResilienceEvent.RETRY_REFUSED, "primary-1"] > 50

        run(scenario())

    def test_can_be_switched_off(self):
        async def scenario():
            world = World("primary primary", retry=None)
            world.peers[0].act = world.peers[1].act = UNREACHABLE
            assert await world.send() is UNREACHABLE
            assert sum(world.asked) == 1

        run(scenario())


class TestEjection:
    def policy(self, in_a_row: int = 3) -> EjectionConfig:
        breaker = BreakerConfig(consecutive_failures=in_a_row, open_time=5.0, jitter=0.0, probes=1)
        return EjectionConfig(breaker=breaker, max_share=0.5)

    def test_an_instance_that_fails_is_left_out_and_tried_again_by_one_request(self):
        async def scenario():
            world = World("primary replica replica", ejection=self.policy())
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

    def test_one_that_returns_gets_its_share_little_by_little(self):
        async def scenario():
            world = World("primary primary", ejection=self.policy(1), balancing=BalancingConfig(slow_start=10.0))
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

    def test_never_more_than_the_share_and_never_the_last(self):
        async def scenario():
            for roles, most in (("primary primary", 1), ("primary primary primary primary primary", 2)):
                world = World(roles, ejection=self.policy(1))
                for peer in world.peers:
                    peer.act = LOST
                for _ in range(30):
                    assert await world.send() is LOST
                assert sum(instance.is_ejected for instance in world.instances.all) == most

        run(scenario())

    def test_an_only_replica_that_fails_is_replaced_by_the_primary_and_taken_back(self):
        async def scenario():
            world = World("primary replica", ejection=self.policy(1))
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

    def test_an_only_primary_that_is_left_out_is_asked_for_mutations_nevertheless(self):
        async def scenario():
            world = World("primary replica", ejection=self.policy(1))
            world.peers[0].act = lambda number: UNREACHABLE if number <= 3 else FINE
            assert await world.send(MUTATION) is UNREACHABLE
            assert world.instances.all[0].is_ejected
            assert await world.send(MUTATION) is FINE

        run(scenario())


class TestHealthChecks:
    checks = HealthCheckConfig(interval=1.0, rise=2, fall=3)

    def test_one_that_is_down_is_not_asked_until_it_is_up_again(self):
        async def scenario():
            world = World("primary replica", health_check=self.checks)
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

    def test_without_a_primary_a_mutation_is_refused_and_queries_go_on(self):
        async def scenario():
            world = World("primary replica", health_check=self.checks)
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

    def test_without_any_instance_the_reason_names_all_but_no_address(self):
        async def scenario():
            world = World("primary replica", health_check=self.checks)
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

    def test_an_only_instance_is_not_checked_unless_told(self):
        async def scenario():
            for single in (False, True):
                world = World("primary", health_check=replace(self.checks, single=single))
                await world.send()
                await world.time.pass_by(10.0)
                assert bool(world.peers[0].checked) == single
                await world.transport.aclose()

        run(scenario())


class TestBreaker:
    config = BreakerConfig(minimum_calls=4, failure_rate=0.5, open_time=5.0, jitter=0.0, probes=1)

    def test_a_subgraph_that_fails_is_not_asked_for_a_while(self):
        async def scenario():
            world = World("primary", breaker=self.config, retry=None)
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

    def test_only_what_no_retry_could_save_counts(self):
        async def scenario():
            world = World("primary primary primary", breaker=self.config, ejection=None)
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
    def test_what_is_not_the_subgraphs_fault_does_not_count(self, answer):
        async def scenario():
            world = World("primary", breaker=self.config)
            world.peers[0].act = answer
            for _ in range(20):
                assert await world.send() is answer
            assert world.transport.is_available()

        run(scenario())

    def test_a_timeout_counts_if_there_was_time(self):
        async def scenario():
            world = World("primary", breaker=self.config)
            world.peers[0].act, world.peers[0].takes = SubgraphTimeoutError("users", "slow."), 1.5
            for _ in range(4):
                await world.send()
            assert not world.transport.is_available()

        run(scenario())

    def test_mutations_that_fail_do_not_stop_queries_to_replicas(self):
        async def scenario():
            world = World("primary replica", breaker=self.config, ejection=None)
            world.peers[0].act = LOST
            for _ in range(4):
                assert await world.send(MUTATION) is LOST
            assert isinstance(await world.send(MUTATION), SubgraphUnavailableError)
            assert await world.send(QUERY) is FINE

        run(scenario())

    def test_requests_that_are_dropped_leave_no_probe_behind(self):
        async def scenario():
            world = World("primary", breaker=replace(self.config, consecutive_failures=1), retry=None)
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


class TestHedging:
    def test_a_second_instance_is_asked_after_the_delay_and_the_loser_dropped(self):
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

    def test_not_for_mutations_nor_for_what_is_fast_enough(self):
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

    def test_a_failure_of_one_waits_for_the_other(self):
        async def scenario():
            world = World("primary primary", hedging=HedgingConfig(delay=0.1), retry=None)
            world.peers[0].takes, world.peers[0].act = 0.2, LOST
            world.peers[1].takes = 1.0
            assert await world.send(within=1.1) is FINE
            assert world.peers[1].dropped == 0

        run(scenario())

    def test_the_delay_is_measured(self):
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

    def test_the_number_is_bounded(self):
        async def scenario():
            world = World("primary primary", hedging=HedgingConfig(delay=0.1, budget_share=0.1))
            for peer in world.peers:
                peer.takes = 5.0
            for _ in range(100):
                await world.send(within=6.0)
            assert 15 <= sum(world.asked) - 100 <= 20, "ten saved up, and one in ten"

        run(scenario())

    def test_one_that_is_dropped_by_its_client_drops_both(self):
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


def test_the_snapshot_tells_everything_about_every_instance():
    async def scenario():
        world = World("primary replica", breaker=BreakerConfig())
        await world.send()
        assert world.transport.snapshot() == {
            "subgraph": "users",
            "breakers": {"queries": "closed", "mutations": "closed"},
            "instances": [
                {
                    "instance": f"{role}-1",
                    "address": f"http://{number}/",
                    "role": role,
                    "usable": True,
                    "healthy": True,
                    "unhealthyBecause": None,
                    "breaker": BreakerState.CLOSED.value,
                    "secondsUntilProbe": 0.0,
                    "inFlight": 0,
                    "latencySeconds": 0.0,
                }
                for number, role in enumerate(("primary", "replica"))
            ],
            "inFlight": 0,
            "retryBudget": 50.0,
        }
        await world.transport.aclose()

    run(scenario())
