"""The choice between instances against a model that looks at all of them every time."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from marketplace.gateway.config import (
    BalancingConfig,
    BreakerConfig,
    EjectionConfig,
    HealthCheckConfig,
    InstanceConfig,
    InstanceRole,
    SubgraphPolicy,
)
from marketplace.gateway.transport import FakeTransport
from marketplace.gateway.transport.resilience import BreakerState, Instances
from marketplace.gateway.transport.resilience.instance import Instance
from marketplace.gateway.transport.resilience.lane import Lane
from tests.harness.virtual_time import VirtualTime

PRIMARY, REPLICA = InstanceRole.PRIMARY, InstanceRole.REPLICA
POLICY = SubgraphPolicy(
    health_check=HealthCheckConfig(rise=1, fall=1),
    balancing=BalancingConfig(slow_start=0.0),
    ejection=EjectionConfig(
        breaker=BreakerConfig(consecutive_failures=2, open_time=5.0, jitter=0.0, probes=1), max_share=0.5
    ),
)


class Checked(FakeTransport):
    async def check(self, _path: str, _seconds: float) -> str | None:
        return None


class Balancing(RuleBasedStateMachine):
    """Requests begin and end, instances go down and come up, fail and are left out, and time passes."""

    @initialize(roles=st.lists(st.sampled_from([PRIMARY, REPLICA]), max_size=5))
    def begin(self, roles):
        self.time = VirtualTime()
        configs = [InstanceConfig(url=f"http://{n}/", role=role) for n, role in enumerate([PRIMARY, *roles, PRIMARY])]
        self.instances = Instances("users", configs, lambda _: Checked(lambda _: {}), POLICY, timing=self.time.timing)
        self.running: list[tuple[Instance, int | None]] = []

    @rule(mutation=st.booleans(), avoided=st.sets(st.integers(0, 6)))
    def ask(self, mutation, avoided):
        lane = self.instances.writes if mutation else self.instances.reads
        tried = [instance for number, instance in enumerate(self.instances.all) if number in avoided]
        chosen = lane.choose(tried)
        allowed = self.allowed(lane, tried)
        assert (chosen is None) == (not allowed)
        if chosen is None:
            return
        assert chosen in allowed
        assert not mutation or chosen.role is PRIMARY
        assert chosen.breaker is not None
        self.running.append((chosen, chosen.breaker.enter()))
        chosen.in_flight += 1

    def allowed(self, lane: Lane, tried: list[Instance]) -> list[Instance]:
        """The least loaded of the first tier that has a usable one, unless one of it waits for a probe; any that is up
        where none is usable; those tried before where there is no other.
        """
        replicas = [one for one in self.instances.all if one.role is REPLICA]
        primaries = [one for one in self.instances.all if one.role is PRIMARY]
        for tier in [primaries] if lane is self.instances.writes else [replicas, primaries]:
            up = [one for one in tier if one.health.is_good and one not in tried]
            probes = [one for one in up if self.waits_for_probe(one)]
            usable = [one for one in up if one.breaker is not None and one.breaker.state is BreakerState.CLOSED]
            if usable or probes:
                return probes or least_loaded(usable)
        up = [one for one in lane.instances if one.health.is_good]
        return least_loaded([one for one in up if one not in tried] or up)

    def waits_for_probe(self, one: Instance) -> bool:
        return one.breaker is not None and one.breaker.state is BreakerState.HALF_OPEN and one.breaker.has_permit

    @precondition(lambda self: self.running)
    @rule(data=st.data(), good=st.booleans())
    def end(self, data, good):
        instance, permit = self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))
        instance.in_flight -= 1
        assert instance.breaker is not None
        if permit is None:
            return
        if good:
            instance.breaker.succeed(permit, 0.0, self.time.now)
        else:
            instance.breaker.fail(permit)

    @rule(number=st.integers(0, 6), problem=st.sampled_from([None, "did not answer"]))
    def check(self, number, problem):
        self.instances._learn(self.instances.all[number % len(self.instances.all)], problem)

    @rule(seconds=st.sampled_from([0.1, 6.0]))
    def wait(self, seconds):
        self.time.now += seconds

    @invariant()
    def some_are_always_left(self):
        if not hasattr(self, "instances"):
            return
        ejected = sum(instance.is_ejected for instance in self.instances.all)
        assert ejected <= max(1, len(self.instances.all) // 2)
        assert ejected < len(self.instances.all)


def least_loaded(instances: list[Instance]) -> list[Instance]:
    fewest = min((one.in_flight for one in instances), default=0)
    return [one for one in instances if one.in_flight == fewest]


TestBalancing = Balancing.TestCase
TestBalancing.settings = settings(max_examples=60, stateful_step_count=40)
