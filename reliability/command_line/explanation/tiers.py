"""A burn-rate tier: its factor derived, when it fires, and how sure it is then."""

from dataclasses import dataclass
from fractions import Fraction

from reliability.command_line.explanation.words import grouped, percent
from reliability.rules.detection import error_limit, time_to_detect
from reliability.rules.low_traffic import EventGate, event_gate
from reliability.slo.low_traffic import confidence_that_missed, gate_of_tier
from reliability.slo.model import BurnRateTier, Slo, duration_text, nominal_seconds
from reliability.slo.spec.numbers import decimal_text


@dataclass(frozen=True, slots=True, kw_only=True)
class TierExplanation:
    """Times in seconds. `error_ratio` is where it fires; `None` stands for never."""

    severity: str
    budget: Fraction
    long: int
    short: int
    hold: int
    factor: Fraction
    derivation: str
    error_ratio: Fraction
    detected_at_full_outage: float | None
    detected_at_threshold: int | None
    exhausted_at_threshold: Fraction
    exhausted_at_full_outage: Fraction
    gate: EventGate | None
    gate_text: str


def never_fires(slo: Slo, tier: BurnRateTier) -> bool:
    """Whether even with all events bad its burn rate is not reached."""
    return error_limit(slo, tier) >= 1


def explain_tier(slo: Slo, tier: BurnRateTier) -> TierExplanation:
    window = nominal_seconds(slo.window)
    factor = tier.factor(window)
    never = never_fires(slo, tier)
    return TierExplanation(
        severity=str(tier.severity),
        budget=tier.budget,
        long=tier.long,
        short=tier.short,
        hold=tier.hold,
        factor=factor,
        derivation=(
            f"{percent(tier.budget)} of the budget x {duration_text(window)} / {duration_text(tier.long)} "
            f"= {decimal_text(tier.budget)} x {_in_hours(window)} / {_in_hours(tier.long)} = {grouped(factor)}"
        ),
        error_ratio=error_limit(slo, tier),
        detected_at_full_outage=None if never else time_to_detect(tier, slo, 1.0),
        detected_at_threshold=None if never else tier.long + tier.hold,
        exhausted_at_threshold=window / factor,
        exhausted_at_full_outage=window * slo.error_budget,
        gate=event_gate(slo, tier),
        gate_text=_gate_text(slo, tier),
    )


def _in_hours(seconds: int) -> str:
    return f"{decimal_text(Fraction(seconds, 3600))} h"


def _gate_text(slo: Slo, tier: BurnRateTier) -> str:
    if never_fires(slo, tier):
        return "It never fires: even with all events bad its burn rate is not reached."
    gate = event_gate(slo, tier)
    long = duration_text(tier.long)
    if gate is None:
        return f"No least number of events: a single failure in {long} may be enough."
    enough = f"It waits for {grouped(gate.total)} events in {long}"
    if gate.bad is not None:
        enough += f", or {grouped(gate.bad)} bad ones"
    return f"{enough}. {_confidence_text(slo, tier, gate)}"


def _confidence_text(slo: Slo, tier: BurnRateTier, gate: EventGate) -> str:
    if slo.alerting.minimum_events is not None:
        bad = int(error_limit(slo, tier) * gate.total) + 1
        sure = confidence_that_missed(objective=slo.objective, bad=bad, total=gate.total)
        return f"With {grouped(bad)} bad of {grouped(gate.total)}, that the objective is missed is {_sure(sure)}."
    statistics = gate_of_tier(
        tier,
        objective=slo.objective,
        window_seconds=nominal_seconds(slo.window),
        confidence=slo.alerting.confidence,
    )
    if statistics.confidence is None:
        return "At a burn rate of 1 or less no number of events tells a missed objective from bad luck."
    return (
        "So a service that just keeps its objective goes through a whole window without such an alert "
        f"with a probability of at least {percent(statistics.confidence)}."
    )


def _sure(confidence: float) -> str:
    """Return the confidence, without claiming certainty."""
    return f"{confidence:.2%} sure" if confidence < 0.9999 else "more than 99.99 % sure"  # noqa: PLR2004
