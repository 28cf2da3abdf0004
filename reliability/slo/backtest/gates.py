"""How many events a tier's long window needs before it fires: what the file says, or what its confidence asks for."""

from reliability.slo.low_traffic import gate_of_tier
from reliability.slo.model import BurnRateTier, Slo, nominal_seconds


def gate(slo: Slo, tier: BurnRateTier) -> int:
    if slo.alerting.minimum_events is not None:
        return slo.alerting.minimum_events
    window = nominal_seconds(slo.window)
    found = gate_of_tier(tier, objective=slo.objective, window_seconds=window, confidence=slo.alerting.confidence)
    return found.events
