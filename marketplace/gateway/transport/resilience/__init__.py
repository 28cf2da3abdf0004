"""Subgraphs that fail: several instances, health checks, retries, hedging, circuit breakers."""

from marketplace.gateway.transport.resilience.breaker import BreakerState, CircuitBreaker
from marketplace.gateway.transport.resilience.events import Observe, ResilienceEvent, observe_nothing
from marketplace.gateway.transport.resilience.instance import CheckedTransport
from marketplace.gateway.transport.resilience.instances import Instances
from marketplace.gateway.transport.resilience.timing import Timing
from marketplace.gateway.transport.resilience.transport import ResilientTransport

__all__ = [
    "BreakerState",
    "CheckedTransport",
    "CircuitBreaker",
    "Instances",
    "Observe",
    "ResilienceEvent",
    "ResilientTransport",
    "Timing",
    "observe_nothing",
]
