"""When a burn-rate alert fires, computed from the windows alone.

The model: until a fault begins all events are good, from then on the share `error_ratio` is bad, and events come at a
steady rate. Over a window of w seconds the error ratio is then `error_ratio * min(t, w) / w` after t seconds, and more
where there are no w seconds of data yet. In a long window, a sum over the increase of `BASE`, a bad event counts by and
by until BASE later, which delays it by half of BASE. What is left out is how Prometheus samples: one scrape, and one
evaluation of each of two groups.
"""

from fractions import Fraction
from math import ceil, sqrt

from reliability.rules.low_traffic import event_gate
from reliability.rules.windows import BASE, LONGEST_COUNTED
from reliability.slo.model import BurnRateTier, Composite, ErrorRatio, Slo, ThresholdGauge, Timeslices, nominal_seconds
from reliability.slo.model.alerting import MINUTE


def time_to_detect(
    tier: BurnRateTier,
    slo: Slo,
    error_ratio: float,
    *,
    events_per_second: float | None = None,
    healthy_for: int | None = None,
) -> float | None:
    """Return the seconds from the fault to the alert; None when it is too small for this tier.

    `events_per_second` says how many there are for the gate at low traffic; None: enough. Where events are slices of
    time or minutes, how many there are is known, and whole ones are counted. `healthy_for` are the seconds measured
    before the fault; None: as many as the longest window has.
    """
    limit = float(error_limit(slo, tier))
    if isinstance(slo.budgeting, Timeslices):
        error_ratio = 1.0 if error_ratio > float(1 - slo.budgeting.target) else 0.0
    if error_ratio <= limit:
        return None
    step = event_seconds(slo)
    times = [_until_filled(slo, window, limit / error_ratio, healthy_for) for window in (tier.long, tier.short)]
    rate = 1 / step if step else events_per_second
    gate = event_gate(slo, tier)
    measured = tier.long if healthy_for is None else min(tier.long, healthy_for)
    if gate and rate is not None and rate * measured < gate.total:
        if gate.bad is None or rate * tier.long * error_ratio < gate.bad:
            return None
        times.append(_until_counted(slo, tier.long, gate.bad / (rate * error_ratio)))
    longest = max(times)
    return (ceil(longest / step) * step if step else longest) + tier.hold


def error_limit(slo: Slo, tier: BurnRateTier) -> Fraction:
    """Return the error ratio above which a tier fires; from 1 on it never does."""
    return tier.factor(nominal_seconds(slo.window)) * slo.error_budget


def event_seconds(slo: Slo) -> int | None:
    """Return how long an event lasts where it is a slice of time or a minute, None where events are counted."""
    match slo:
        case Slo(budgeting=Timeslices(seconds=seconds)):
            return seconds
        case Slo(indicator=ThresholdGauge() | ErrorRatio(total=None)):
            return MINUTE
    return None


def _until_filled(slo: Slo, window: int, share: float, healthy_for: int | None) -> float:
    """Return the seconds until bad events fill `share` of a window, or of what is measured of it."""
    measured = window if healthy_for is None else min(window, healthy_for / (1 - share))
    return _until_counted(slo, window, share * measured)


def _until_counted(slo: Slo, window: int, seconds: float) -> float:
    """Return the seconds until the window's series tells what happened in the first `seconds` of a fault."""
    is_sum = window > LONGEST_COUNTED or (isinstance(slo.indicator, Composite) and window != BASE)
    if not is_sum or isinstance(slo.budgeting, Timeslices):
        return seconds
    return seconds + BASE / 2 if seconds >= BASE / 2 else sqrt(2 * BASE * seconds)
