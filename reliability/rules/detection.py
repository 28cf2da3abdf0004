"""When a burn-rate alert fires, computed from the windows alone.

The model: until a fault begins all events are good, from then on the share `error_ratio` is bad, and events come at a
steady rate. Over a window of w seconds the error ratio is then `error_ratio * min(t, w) / w` after t seconds; of a long
window, which is a sum over the increase of `BASE`, a bad event counts by and by until BASE later, which delays it by
half of BASE. What is left out is how Prometheus samples: one scrape, and one evaluation of each of two groups.
"""

from math import ceil, sqrt

from reliability.rules.low_traffic import event_gate
from reliability.rules.windows import BASE, LONGEST_COUNTED, nominal_seconds
from reliability.slo.model import BurnRateTier, Slo, Timeslices


def time_to_detect(
    tier: BurnRateTier, slo: Slo, error_ratio: float, *, events_per_second: float | None = None
) -> float | None:
    """Return the seconds from the fault to the alert; None when it is too small for this tier.

    `events_per_second` says how many there are for the gate at low traffic; None: enough.
    """
    limit = float(tier.factor(nominal_seconds(slo.window)) * slo.error_budget)
    if error_ratio <= limit:
        return None
    times = [_until_exceeded(window, limit / error_ratio, slo) for window in (tier.long, tier.short)]
    gate = event_gate(slo, tier) if events_per_second is not None else None
    if gate and events_per_second is not None and events_per_second * tier.long < gate.total:
        if gate.bad is None or events_per_second * tier.long * error_ratio < gate.bad:
            return None
        times.append(gate.bad / (events_per_second * error_ratio))
    return max(times) + tier.hold


def _until_exceeded(window: int, share: float, slo: Slo) -> float:
    """Return the seconds until bad events fill `share` of a window."""
    filled = share * window
    if isinstance(slo.budgeting, Timeslices):
        return ceil(filled / slo.budgeting.seconds) * slo.budgeting.seconds
    if window <= LONGEST_COUNTED:
        return filled
    return filled + BASE / 2 if filled >= BASE / 2 else sqrt(2 * BASE * filled)
