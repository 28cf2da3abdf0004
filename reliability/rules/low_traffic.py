"""The gate that keeps an alert silent while too little has happened to tell a fault from bad luck."""

from fractions import Fraction
from functools import cache
from math import floor
from typing import NamedTuple

from reliability.conventions import SloSeries
from reliability.rules.names import recorded
from reliability.slo.low_traffic import gate_of_tier
from reliability.slo.model import BurnRateTier, Slo, nominal_seconds


class EventGate(NamedTuple):
    """In a tier's long window there are as many events as `total`, or as many bad ones as `bad` (None: no matter)."""

    total: int
    bad: int | None


def event_gate(slo: Slo, tier: BurnRateTier) -> EventGate | None:
    """Return the tier's gate, None where it has none.

    `minimum_events` is taken at its word. Otherwise the statistics of `slo/low_traffic` say how many events it takes;
    as many bad ones as that many events have just above the threshold tell the same from fewer events, and more surely:
    a service of few requests that is down altogether is noticed. Of several objectives the most cautious gate holds.
    """
    if slo.alerting.minimum_events is not None:
        return EventGate(slo.alerting.minimum_events, None) if slo.alerting.minimum_events else None
    gates = [
        _statistical_gate(tier, objective, nominal_seconds(slo.window), slo.alerting.confidence)
        for objective in {slo.objective, *(group.objective for group in slo.group_objectives)}
    ]
    total, bad = max(gate.total for gate in gates), max(gate.bad or 0 for gate in gates)
    return EventGate(total, bad) if total > 1 else None


def gate_expression(slo: Slo, tier: BurnRateTier) -> tuple[str, ...]:
    """Return what must hold besides the burn rates."""
    gate = event_gate(slo, tier)
    if gate is None:
        return ()
    enough = f"{recorded(slo, SloSeries.TOTAL_EVENTS, tier.long)} >= {gate.total}"
    if gate.bad is None:
        return (enough,)
    return (f"(\n  {enough}\n  or\n  {recorded(slo, SloSeries.BAD_EVENTS, tier.long)} >= {gate.bad}\n)",)


@cache
def _statistical_gate(tier: BurnRateTier, objective: Fraction, window: int, confidence: Fraction) -> EventGate:
    events = gate_of_tier(tier, objective=objective, window_seconds=window, confidence=confidence).events
    return EventGate(events, floor(tier.factor(window) * (1 - objective) * events) + 1)
