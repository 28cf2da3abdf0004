"""One instance of a subgraph, and what is known of it."""

from collections.abc import Callable
from typing import Any, Protocol

from marketplace.gateway.config import BalancingConfig, EjectionConfig, InstanceRole
from marketplace.gateway.ports import Transport
from marketplace.gateway.transport.resilience.breaker import BreakerState, CircuitBreaker
from marketplace.gateway.transport.resilience.health import Health
from marketplace.gateway.transport.resilience.latency import PeakEwma
from marketplace.gateway.transport.resilience.timing import Timing

LEAST_SHARE = 0.1
"""Of its normal load, at the beginning of its slow start."""


class CheckedTransport(Transport, Protocol):
    """A transport that can be asked whether its instance is alive."""

    async def check(self, path: str, seconds: float) -> str | None:
        """None for a good answer, else the rest of a sentence about the instance, without addresses."""
        ...


class Instance:
    """`breaker` is None where it is the subgraph's only instance: leaving that out would help nobody.

    `label` names it without its address: `primary-1`, `replica-2`.
    """

    __slots__ = (
        "_slow_start",
        "address",
        "breaker",
        "health",
        "in_flight",
        "label",
        "latency",
        "role",
        "slow_until",
        "transport",
    )

    def __init__(
        self,
        *,
        label: str,
        address: str,
        role: InstanceRole,
        transport: CheckedTransport,
        balancing: BalancingConfig,
        health: Health,
        timing: Timing,
    ) -> None:
        self.label = label
        self.address = address
        self.role = role
        self.transport = transport
        self.health = health
        self.breaker: CircuitBreaker | None = None
        self.in_flight = 0
        self.latency = PeakEwma(balancing.latency_memory, timing.now())
        self._slow_start = balancing.slow_start
        self.slow_until = float("-inf")

    def guard(
        self,
        config: EjectionConfig,
        timing: Timing,
        changed: Callable[["Instance", BreakerState], None],
        may_eject: Callable[[], bool],
    ) -> None:
        """Leave it out when it fails, from now on."""
        self.breaker = CircuitBreaker(config.breaker, timing, lambda state: changed(self, state), may_eject)

    @property
    def is_ejected(self) -> bool:
        """Left out, or tried by single requests only."""
        return self.breaker is not None and self.breaker.state is not BreakerState.CLOSED

    @property
    def is_usable(self) -> bool:
        """Gets requests as any other."""
        return self.health.is_good and not self.is_ejected

    def start_slowly(self, now: float) -> None:
        """It came back: its share of the requests grows from little to full."""
        self.slow_until = now + self._slow_start

    def share(self, now: float) -> float:
        """How much of what it should have it gets before `slow_until`: a part of 1."""
        return max(LEAST_SHARE, 1.0 - (self.slow_until - now) / self._slow_start)

    def snapshot(self, now: float) -> dict[str, Any]:
        """Its state as JSON, address included: not for strangers."""
        breaker = self.breaker
        return {
            "instance": self.label,
            "address": self.address,
            "role": self.role.value,
            "usable": self.is_usable,
            "healthy": self.health.is_good,
            "unhealthyBecause": self.health.reason,
            "breaker": None if breaker is None else breaker.state.value,
            "secondsUntilProbe": 0.0 if breaker is None else round(breaker.seconds_until_probe, 3),
            "inFlight": self.in_flight,
            "latencySeconds": round(self.latency.value(now), 6),
        }

    def describe(self) -> str:
        """Its state for people, without its address."""
        if not self.health.is_good:
            return f"{self.label} is down"
        if self.breaker is not None and self.is_ejected:
            return f"{self.label} is left out after failures ({self.breaker.state.value})"
        return f"{self.label} is up"
