"""Services and objectives as values, for tests of what is made of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from reliability.slo.model import (
    Attribution,
    Counters,
    EventIndicator,
    GroupObjective,
    IndicatorKind,
    LatencyHistogram,
    Matcher,
    MatchOperator,
    RollingWindow,
    Selector,
    Service,
    Slo,
)

MONTH = RollingWindow(30 * 86_400)


def selector(metric: str, **labels: str) -> Selector:
    """Series with these values of labels."""
    return Selector(metric, tuple(Matcher(label, MatchOperator.EQUAL, labels[label]) for label in sorted(labels)))


def availability(service: str, **changes: Any) -> Slo:
    """99.9 % over 30 days, of two counters."""
    slo = Slo(
        service=service,
        name="availability",
        description="Requests are answered.",
        objective=Fraction(999, 1000),
        window=MONTH,
        indicator=EventIndicator(
            kind=IndicatorKind.AVAILABILITY,
            bad=Counters((selector("requests_total", service=service, outcome="error"),)),
            total=Counters((selector("requests_total", service=service),)),
        ),
    )
    return replace(slo, **changes)


def latency(service: str, **changes: Any) -> Slo:
    """99 % within a quarter of a second, of a classic histogram."""
    slo = Slo(
        service=service,
        name="latency",
        description="Requests are answered quickly.",
        objective=Fraction(99, 100),
        window=MONTH,
        indicator=LatencyHistogram(
            histogram=selector("request_duration_seconds", service=service), threshold=Fraction(1, 4)
        ),
    )
    return replace(slo, **changes)


def service(name: str, **changes: Any) -> Service:
    """One with both objectives."""
    return replace(Service(name=name, slos=(availability(name), latency(name)), title=name.title()), **changes)


GATEWAY = service(
    "gateway",
    tier=1,
    owner="platform",
    depends_on=("users",),
    slos=(
        availability(
            "gateway",
            group_by=("operation_class",),
            group_objectives=(GroupObjective((("operation_class", "mutation"),), Fraction(9995, 10_000)),),
            attribution=Attribution("subgraph", (selector("attributed_errors_total"),)),
        ),
        latency("gateway"),
    ),
)
USERS = service("users", tier=2, owner="marketplace")
EVENTS = service("events", slos=(availability("events"),))
SERVICES = (GATEWAY, USERS, EVENTS)
"""Of each tier one: the gateway needs users, and events stand alone."""
