"""A circuit breaker: stops sending where sending does not help (Nygard, "Release It!", chapter 5)."""

from collections.abc import Callable
from enum import StrEnum

from marketplace.gateway.config import BreakerConfig
from marketplace.gateway.transport.resilience.timing import Timing
from marketplace.gateway.transport.resilience.window import OutcomeWindow


class BreakerState(StrEnum):
    """Closed: requests pass. Open: none does. Half-open: a few may try."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class CircuitBreaker:
    """Every request asks for a permit and gives it back once, with its outcome.

    Outcomes of requests that began before the last change of state count for nothing: they tell about the past. The
    time it stays open doubles each time it opens again before it was closed for as long as it had been open.
    """

    __slots__ = (
        "_changed",
        "_closed_at",
        "_config",
        "_consecutive",
        "_draw",
        "_epoch",
        "_may_open",
        "_now",
        "_open_seconds",
        "_openings",
        "_opens_again_at",
        "_probing",
        "_proved",
        "_slow_call",
        "_state",
        "_window",
    )

    def __init__(
        self,
        config: BreakerConfig,
        timing: Timing,
        changed: Callable[[BreakerState], None],
        may_open: Callable[[], bool] = lambda: True,
    ) -> None:
        self._config = config
        self._now = timing.now
        self._draw = timing.draw
        self._changed = changed
        self._may_open = may_open
        self._slow_call = float("inf") if config.slow_call is None else config.slow_call
        self._state = BreakerState.CLOSED
        self._window = OutcomeWindow(config.window, self._now())
        self._epoch = 0
        self._consecutive = 0
        self._openings = 0
        self._open_seconds = 0.0
        self._opens_again_at = 0.0
        self._closed_at = self._now()
        self._probing = 0
        self._proved = 0

    @property
    def state(self) -> BreakerState:
        """As a request would find it now: open no longer than its time."""
        if self._state is BreakerState.OPEN and self._now() >= self._opens_again_at:
            return BreakerState.HALF_OPEN
        return self._state

    @property
    def closed_at(self) -> float:
        """Since when it is closed; from the clock of its timing."""
        return self._closed_at

    @property
    def seconds_until_probe(self) -> float:
        """How long it stays open; 0 unless it is."""
        return max(0.0, self._opens_again_at - self._now()) if self._state is BreakerState.OPEN else 0.0

    @property
    def has_permit(self) -> bool:
        """Whether `enter` would give one; changes nothing."""
        state = self.state
        if state is BreakerState.HALF_OPEN and self._state is BreakerState.HALF_OPEN:
            return self._probing + self._proved < self._config.probes
        return state is not BreakerState.OPEN

    def enter(self) -> int | None:
        """A permit, or None: do not send."""
        if self._state is BreakerState.CLOSED:
            return self._epoch
        if not self.has_permit:
            return None
        if self._state is BreakerState.OPEN:
            self._proved = self._probing = 0
            self._change(BreakerState.HALF_OPEN)
        self._probing += 1
        return self._epoch

    def succeed(self, permit: int, seconds: float, now: float) -> None:
        """The request was answered now, after so many seconds."""
        if permit != self._epoch:
            return
        if self._state is BreakerState.CLOSED:
            self._consecutive = 0
            if seconds >= self._slow_call:
                self._window.add_slow(now)
                self._open_if_bad(now)
            else:
                self._window.add_success(now)
            return
        self._probing -= 1
        self._proved += 1
        if self._proved >= self._config.probes:
            self._closed_at = now
            self._consecutive = 0
            self._window.clear(now)
            self._change(BreakerState.CLOSED)

    def fail(self, permit: int) -> None:
        """The request failed by the fault of whom it was sent to."""
        if permit != self._epoch:
            return
        now = self._now()
        if self._state is BreakerState.HALF_OPEN:
            self._open(now)
            return
        self._consecutive += 1
        self._window.add_failure(now)
        self._open_if_bad(now)

    def forget(self, permit: int) -> None:
        """The request tells nothing: it was dropped, or failed by nobody's fault over there."""
        if permit == self._epoch and self._state is BreakerState.HALF_OPEN:
            self._probing -= 1

    def _open_if_bad(self, now: float) -> None:
        config = self._config
        bad = 0 < config.consecutive_failures <= self._consecutive
        if not bad:
            tally = self._window.tally(now)
            bad = tally.calls >= config.minimum_calls and (
                tally.failures >= tally.calls * config.failure_rate or tally.slow >= tally.calls * config.slow_rate
            )
        if bad and self._may_open():
            self._open(now)

    def _open(self, now: float) -> None:
        config = self._config
        if self._state is BreakerState.CLOSED and now - self._closed_at > self._open_seconds:
            self._openings = 0
        seconds = min(config.max_open_time, config.open_time * 2.0**self._openings)
        self._openings = min(self._openings + 1, 64)
        self._open_seconds = seconds * (1.0 + config.jitter * (2.0 * self._draw() - 1.0))
        self._opens_again_at = now + self._open_seconds
        self._change(BreakerState.OPEN)

    def _change(self, state: BreakerState) -> None:
        self._state = state
        self._epoch += 1
        self._changed(state)
