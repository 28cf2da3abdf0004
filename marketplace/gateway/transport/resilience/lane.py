"""The instances that may be asked for one kind of request, and the choice between them."""

from collections.abc import Collection, Sequence

from marketplace.gateway.config import BalancingConfig
from marketplace.gateway.transport.resilience.breaker import CircuitBreaker
from marketplace.gateway.transport.resilience.instance import Instance
from marketplace.gateway.transport.resilience.timing import Timing


class Lane:
    """Tiers of instances: the first that has a usable one is used. Queries have replicas before primaries, mutations
    have primaries only.

    `breaker` guards the lane as a whole. `only` is the instance of a lane that has one, which nobody checks: there is
    nothing to choose.
    """

    __slots__ = ("_compared", "_timing", "_whole", "breaker", "instances", "only", "tiers")

    def __init__(
        self,
        tiers: Sequence[Sequence[Instance]],
        breaker: CircuitBreaker | None,
        balancing: BalancingConfig,
        timing: Timing,
        *,
        checked: bool,
    ) -> None:
        self.tiers = tuple(tuple(tier) for tier in tiers if tier)
        self.instances = tuple(instance for tier in self.tiers for instance in tier)
        self.only = self.instances[0] if len(self.instances) == 1 and not checked else None
        self.breaker = breaker
        self._whole = True
        self._compared = balancing.compared
        self._timing = timing

    def choose(self, tried: Collection[Instance] = ()) -> Instance | None:
        """The best instance; one that was `tried` before only where there is no other. None when all are down.

        Instances that are ejected are used nevertheless when there are no others: some answer is better than none,
        and the lane's breaker ends that if it does not help.
        """
        if self._whole and not tried:
            return self._least_loaded(self.tiers[0])
        found = self._choose_usable(tried)
        if found is None:
            healthy = [instance for instance in self.instances if instance.health.is_good]
            fresh = [instance for instance in healthy if instance not in tried]
            found = self._least_loaded(fresh or healthy) if healthy else None
        return found

    def refresh(self) -> None:
        """To be called whenever an instance's health or ejection has changed."""
        self._whole = all(instance.is_usable for instance in self.tiers[0])

    @property
    def has_healthy(self) -> bool:
        """Whether `choose` would give one."""
        return any(instance.health.is_good for instance in self.instances)

    def _choose_usable(self, tried: Collection[Instance]) -> Instance | None:
        for tier in self.tiers:
            usable: list[Instance] = []
            for instance in tier:
                if not instance.health.is_good or instance in tried:
                    continue
                if not instance.is_ejected:
                    usable.append(instance)
                elif instance.breaker is not None and instance.breaker.has_permit:
                    return instance
            if usable:
                return self._least_loaded(usable)
        return None

    def _least_loaded(self, instances: Sequence[Instance]) -> Instance:
        if len(instances) > self._compared:
            instances = self._draw_two(instances)
        now = self._timing.now()
        best: Instance | None = None
        for instance in instances:
            if now < instance.slow_until and self._timing.draw() >= instance.share(now):
                continue
            if best is None or _is_better(instance, best, now):
                best = instance
        return instances[0] if best is None else best

    def _draw_two(self, instances: Sequence[Instance]) -> tuple[Instance, Instance]:
        """Two different ones: choosing the better of two is nearly as good as the best of all, and does not send
        every gateway to the same one (Mitzenmacher, "The Power of Two Choices").
        """
        first = int(self._timing.draw() * len(instances))
        second = int(self._timing.draw() * (len(instances) - 1))
        return instances[first], instances[second if second < first else second + 1]


def _is_better(one: Instance, other: Instance, now: float) -> bool:
    if one.in_flight != other.in_flight:
        return one.in_flight < other.in_flight
    return one.latency.value(now) < other.latency.value(now)
