"""The circuit breaker against a plain model of it, and the cases that the model leaves out."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from marketplace.gateway.config import BreakerConfig
from marketplace.gateway.transport.resilience import BreakerState, CircuitBreaker, Timing


class Clock:
    """Time that passes when a test says so, and chance that it chose."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.drawn = 0.5

    @property
    def timing(self) -> Timing:
        return Timing(now=lambda: self.now, draw=lambda: self.drawn)


def fail(breaker: CircuitBreaker, times: int = 1) -> None:
    for _ in range(times):
        permit = breaker.enter()
        assert permit is not None
        breaker.fail(permit)


def succeed(breaker: CircuitBreaker, clock: Clock, times: int = 1, seconds: float = 0.0) -> None:
    for _ in range(times):
        permit = breaker.enter()
        assert permit is not None
        breaker.succeed(permit, seconds, clock.now)


class AgainstAModel(RuleBasedStateMachine):
    """The model keeps every outcome with its time and judges by the list; it has no buckets, no counters, no epochs.

    A step in time is a whole window or a thousandth of one, so that it never matters to which bucket one belongs.
    """

    @initialize(
        minimum=st.integers(1, 6),
        rate=st.sampled_from([0.25, 0.5, 1.0]),
        in_a_row=st.integers(0, 4),
        probes=st.integers(1, 3),
    )
    def begin(self, minimum, rate, in_a_row, probes):
        self.config = BreakerConfig(
            window=10.0,
            minimum_calls=minimum,
            failure_rate=rate,
            consecutive_failures=in_a_row,
            open_time=5.0,
            max_open_time=20.0,
            probes=probes,
            jitter=0.0,
        )
        self.clock = Clock()
        self.told: list[BreakerState] = []
        self.breaker = CircuitBreaker(self.config, self.clock.timing, self.told.append)
        self.state = "closed"
        self.outcomes: list[tuple[float, bool]] = []
        self.in_row = 0
        self.opens_at = 0.0
        self.open_seconds = 0.0
        self.openings = 0
        self.closed_at = self.clock.now
        self.proved = 0
        self.generation = 0
        self.running: list[tuple[int, int]] = []

    @rule(whole=st.booleans())
    def wait(self, whole):
        self.clock.now += self.config.window * 1.01 if whole else self.config.window / 1_000

    @rule()
    def enter(self):
        permit = self.breaker.enter()
        if self.state == "open" and self.clock.now >= self.opens_at:
            self.state, self.proved = "half-open", 0
            self.generation += 1
        probing = sum(generation == self.generation for _, generation in self.running)
        allowed = self.state == "closed" or (self.state == "half-open" and probing + self.proved < self.config.probes)
        assert (permit is not None) == allowed
        if permit is not None:
            self.running.append((permit, self.generation))

    @precondition(lambda self: self.running)
    @rule(data=st.data(), how=st.sampled_from(["succeed", "fail", "forget"]))
    def end(self, data, how):
        permit, generation = self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))
        match how:
            case "succeed":
                self.breaker.succeed(permit, 0.0, self.clock.now)
            case "fail":
                self.breaker.fail(permit)
            case "forget":
                self.breaker.forget(permit)
        if generation == self.generation and how != "forget":
            self.judge(failed=how == "fail")

    def judge(self, *, failed: bool) -> None:
        now = self.clock.now
        if self.state == "half-open":
            if failed:
                self.open()
            else:
                self.proved += 1
                if self.proved == self.config.probes:
                    self.state, self.outcomes, self.in_row, self.closed_at = "closed", [], 0, now
                    self.generation += 1
            return
        self.outcomes.append((now, failed))
        self.in_row = self.in_row + 1 if failed else 0
        recent = [outcome for at, outcome in self.outcomes if now - at < self.config.window]
        many = len(recent) >= self.config.minimum_calls and sum(recent) >= len(recent) * self.config.failure_rate
        if failed and (many or 0 < self.config.consecutive_failures <= self.in_row):
            if now - self.closed_at > self.open_seconds:
                self.openings = 0
            self.open()

    def open(self) -> None:
        self.state = "open"
        self.open_seconds = min(self.config.max_open_time, self.config.open_time * 2**self.openings)
        self.openings += 1
        self.opens_at = self.clock.now + self.open_seconds
        self.generation += 1

    @invariant()
    def states_agree(self):
        if not hasattr(self, "breaker"):
            return
        over = self.state == "open" and self.clock.now >= self.opens_at
        assert self.breaker.state.value == ("half-open" if over else self.state)
        assert all(a != b for a, b in zip(self.told, self.told[1:], strict=False)), "a change is told once"


TestAgainstAModel = AgainstAModel.TestCase


def test_old_failures_are_forgotten():
    clock = Clock()
    breaker = CircuitBreaker(BreakerConfig(window=10.0, minimum_calls=4), clock.timing, lambda _: None)
    fail(breaker, 3)
    clock.now += 11.0
    succeed(breaker, clock, 5)
    fail(breaker, 1)
    assert breaker.state is BreakerState.CLOSED


def test_slow_answers_open_it_where_that_is_wanted():
    clock = Clock()
    config = BreakerConfig(minimum_calls=4, slow_call=1.0, slow_rate=0.5)
    breaker = CircuitBreaker(config, clock.timing, lambda _: None)
    succeed(breaker, clock, 2, seconds=0.9)
    succeed(breaker, clock, 1, seconds=1.0)
    assert breaker.has_permit
    succeed(breaker, clock, 1, seconds=3.0)
    assert breaker.state is BreakerState.OPEN


def test_outcomes_of_requests_from_before_it_opened_count_for_nothing():
    clock = Clock()
    breaker = CircuitBreaker(BreakerConfig(consecutive_failures=1, probes=1), clock.timing, lambda _: None)
    late = [breaker.enter() for _ in range(3)]
    fail(breaker)
    clock.now += 100.0
    probe = breaker.enter()
    assert probe is not None
    for permit, end in zip(late, (breaker.fail, breaker.forget, breaker.fail), strict=True):
        assert permit is not None
        end(permit)
    assert breaker.enter() is None, "the one probe is under way still"
    breaker.succeed(probe, 0.0, clock.now)
    assert breaker.state is BreakerState.CLOSED


@pytest.mark.parametrize(("drawn", "seconds"), [(0.0, 8.0), (0.5, 10.0), (1.0, 12.0)])
def test_gateways_do_not_return_at_the_same_moment(drawn, seconds):
    clock = Clock()
    clock.drawn = drawn
    config = BreakerConfig(consecutive_failures=1, open_time=10.0, jitter=0.2)
    breaker = CircuitBreaker(config, clock.timing, lambda _: None)
    fail(breaker)
    assert breaker.seconds_until_probe == pytest.approx(seconds)


def test_one_that_may_not_open_stays_closed_and_asks_again_with_the_next_failure():
    clock, allowed = Clock(), False
    breaker = CircuitBreaker(
        BreakerConfig(consecutive_failures=2), clock.timing, lambda _: None, may_open=lambda: allowed
    )
    fail(breaker, 5)
    assert breaker.has_permit
    allowed = True
    fail(breaker, 1)
    assert breaker.state is BreakerState.OPEN
