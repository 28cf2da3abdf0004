"""The gate that keeps an alert silent while too little happened to tell bad luck from a fault."""

from reliability.conventions import SloSeries
from reliability.rules.names import recorded
from reliability.slo.model import BurnRateTier, Slo


def enough_events(slo: Slo, tier: BurnRateTier) -> tuple[str, ...]:
    """Return what must hold besides the burn rates."""
    if not slo.alerting.minimum_events:
        return ()
    return (f"{recorded(slo, SloSeries.TOTAL_EVENTS, tier.long)} >= {slo.alerting.minimum_events}",)
