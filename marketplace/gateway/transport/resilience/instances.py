"""All instances of one subgraph: who may be asked what, who is left out, and who is asked how it is."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from marketplace.gateway.config import InstanceConfig, InstanceRole, SubgraphPolicy
from marketplace.gateway.transport.resilience.breaker import BreakerState, CircuitBreaker
from marketplace.gateway.transport.resilience.events import Observe, ResilienceEvent, observe_nothing
from marketplace.gateway.transport.resilience.health import Health, keep_checking
from marketplace.gateway.transport.resilience.instance import CheckedTransport, Instance
from marketplace.gateway.transport.resilience.lane import Lane
from marketplace.gateway.transport.resilience.timing import REAL_TIMING, Timing

logger = logging.getLogger(__name__)

EVENTS_OF_INSTANCE = {
    BreakerState.OPEN: ResilienceEvent.INSTANCE_EJECTED,
    BreakerState.HALF_OPEN: ResilienceEvent.INSTANCE_PROBED,
    BreakerState.CLOSED: ResilienceEvent.INSTANCE_RETURNED,
}
EVENTS_OF_LANE = {
    BreakerState.OPEN: ResilienceEvent.BREAKER_OPENED,
    BreakerState.HALF_OPEN: ResilienceEvent.BREAKER_HALF_OPEN,
    BreakerState.CLOSED: ResilienceEvent.BREAKER_CLOSED,
}


class Instances:
    """Queries and mutations have a lane each; where the same instances serve both, it is one lane.

    Checks run in tasks that begin with the first request, or the first question about readiness.
    """

    def __init__(
        self,
        subgraph: str,
        configs: Sequence[InstanceConfig],
        connect: Callable[[str], CheckedTransport],
        policy: SubgraphPolicy,
        *,
        timing: Timing = REAL_TIMING,
        observe: Observe = observe_nothing,
    ) -> None:
        """`connect` makes the transport to an address."""
        self.subgraph = subgraph
        self._policy = policy
        self._timing = timing
        self._observe = observe
        self._several = len(configs) > 1
        self._checked = self._several or policy.health_check.single
        self._checks: list[asyncio.Task[None]] = []
        self._closed = False
        self.all = self._make_instances(configs, connect)
        self.reads, self.writes = self._make_lanes()

    def keep_checking(self) -> None:
        """From the running loop's next turn on."""
        if self._checks or not self._checked or self._closed:
            return
        self._checks = [asyncio.ensure_future(self._check(instance)) for instance in self.all]

    async def why_not_ready(self) -> str | None:
        """Asks an instance that nobody checks; else tells what is known."""
        if self._closed:
            return f"The transport of subgraph {self.subgraph!r} is closed."
        if not self._checked:
            return await self.all[0].transport.why_not_ready()
        self.keep_checking()
        if not self.reads.has_healthy:
            return f"Subgraph {self.subgraph!r} has no usable instance: {self.why_none(self.reads)}."
        if self.reads.breaker is not None and self.reads.breaker.state is BreakerState.OPEN:
            states = ", ".join(instance.describe() for instance in self.all)
            return f"Subgraph {self.subgraph!r} is not asked, its circuit breaker is open: {states}."
        return None

    def why_none(self, lane: Lane) -> str:
        """Why no instance of the lane can be asked."""
        states = ", ".join(instance.describe() for instance in lane.instances)
        return states if lane is self.reads else f"no primary is available for mutations ({states})"

    def snapshot(self) -> dict[str, Any]:
        now = self._timing.now()
        lanes = {"queries": self.reads, "mutations": self.writes}
        return {
            "subgraph": self.subgraph,
            "breakers": {name: lane.breaker.state.value for name, lane in lanes.items() if lane.breaker is not None},
            "instances": [instance.snapshot(now) for instance in self.all],
        }

    async def aclose(self) -> None:
        self._closed = True
        for check in self._checks:
            check.cancel()
        await asyncio.gather(*self._checks, return_exceptions=True)
        await asyncio.gather(*(instance.transport.aclose() for instance in self.all))

    def _make_instances(
        self, configs: Sequence[InstanceConfig], connect: Callable[[str], CheckedTransport]
    ) -> tuple[Instance, ...]:
        counts = dict.fromkeys(InstanceRole, 0)
        found = []
        for config in configs:
            counts[config.role] += 1
            instance = Instance(
                label=f"{config.role}-{counts[config.role]}",
                address=config.url,
                role=config.role,
                transport=connect(config.url),
                balancing=self._policy.balancing,
                health=Health(self._policy.health_check),
                timing=self._timing,
            )
            if self._several and self._policy.ejection is not None:
                instance.guard(self._policy.ejection, self._timing, self._ejection_changed, self._may_eject)
            found.append(instance)
        return tuple(found)

    def _make_lanes(self) -> tuple[Lane, Lane]:
        primaries = [instance for instance in self.all if instance.role is InstanceRole.PRIMARY]
        replicas = [instance for instance in self.all if instance.role is InstanceRole.REPLICA]
        balancing = self._policy.balancing
        if not replicas:
            lane = self._make_lane([primaries], "")
            return lane, lane
        tiers = [[*replicas, *primaries]] if balancing.reads_from_primary else [replicas, primaries]
        return self._make_lane(tiers, "queries"), self._make_lane([primaries], "mutations")

    def _make_lane(self, tiers: Sequence[Sequence[Instance]], use: str) -> Lane:
        policy = self._policy
        breaker = None
        if policy.breaker is not None:
            breaker = CircuitBreaker(policy.breaker, self._timing, lambda state: self._breaker_changed(state, use))
        return Lane(tiers, breaker, policy.balancing, self._timing, checked=self._checked)

    def _may_eject(self) -> bool:
        """Of several always one, never all, else the share that is configured."""
        ejection = self._policy.ejection
        if ejection is None:
            return False
        count = len(self.all)
        most = min(count - 1, max(1, int(ejection.max_share * count)))
        return sum(instance.is_ejected for instance in self.all) < most

    async def _check(self, instance: Instance) -> None:
        config = self._policy.health_check
        await keep_checking(
            lambda: instance.transport.check(config.path, config.timeout),
            lambda problem: self._learn(instance, problem),
            config.interval,
            self._timing,
        )

    def _learn(self, instance: Instance, problem: str | None) -> None:
        if not instance.health.learn(problem):
            return
        self._refresh()
        if instance.health.is_good:
            instance.start_slowly(self._timing.now())
            logger.info("%s of subgraph %r is up again", instance.label, self.subgraph)
            self._observe(ResilienceEvent.INSTANCE_UP, self.subgraph, instance.label)
        else:
            logger.warning("%s of subgraph %r (%s) is down: it %s", *self._names(instance), problem)
            self._observe(ResilienceEvent.INSTANCE_DOWN, self.subgraph, instance.label)

    def _refresh(self) -> None:
        self.reads.refresh()
        self.writes.refresh()

    def _ejection_changed(self, instance: Instance, state: BreakerState) -> None:
        self._refresh()
        if state is BreakerState.OPEN and instance.breaker is not None:
            seconds = instance.breaker.seconds_until_probe
            logger.warning("%s of subgraph %r (%s) is left out for %.1f s", *self._names(instance), seconds)
        elif state is BreakerState.CLOSED:
            instance.start_slowly(self._timing.now())
            logger.info("%s of subgraph %r (%s) is used again", *self._names(instance))
        self._observe(EVENTS_OF_INSTANCE[state], self.subgraph, instance.label)

    def _breaker_changed(self, state: BreakerState, use: str) -> None:
        logger.warning("The circuit breaker of subgraph %r%s is %s", self.subgraph, use and f" for {use}", state.value)
        self._observe(EVENTS_OF_LANE[state], self.subgraph, "")

    def _names(self, instance: Instance) -> tuple[str, str, str]:
        return instance.label, self.subgraph, instance.address
