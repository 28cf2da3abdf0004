"""How much a few events can tell: exact binomial statistics for gates at low traffic.

Sources: C. Clopper and E. Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
Biometrika 26 (1934); The Site Reliability Workbook, chapter 5, "Low-Traffic Services and Error Budget Alerting".
Probabilities are floats with at least nine significant digits; they never enter a budget.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import count
from math import ceil, exp, fsum, lgamma, log, log1p
from typing import Final, NamedTuple

from reliability.slo.model import BurnRateTier

_NEGLIGIBLE: Final = 1e-18
_BISECTIONS: Final = 100


class Interval(NamedTuple):
    low: float
    high: float


def minimum_events(*, objective: Fraction, burn_rate: Fraction, confidence: Fraction, looks: Fraction | int = 1) -> int:
    """Return the number of events from which on a burn rate above `burn_rate` is no mere bad luck.

    From that many on, a service whose events are good exactly with the probability `objective` shows such a burn rate
    in any of `looks` independent windows with a probability of at most `1 - confidence`: the exact binomial test, its
    error divided among the looks (Bonferroni). One failure among few events never suffices, however high its ratio.
    """
    budget = 1 - objective
    threshold = burn_rate * budget
    if threshold >= 1:
        raise ValueError(f"A burn rate of {burn_rate} cannot be reached: at most {1 / budget} with all events bad.")
    if burn_rate <= 1:
        raise ValueError(
            "A burn rate of 1 is what a service that just keeps its objective has: no number tells them apart."
        )
    error = float((1 - confidence) / looks)
    # Chernoff: from here on the ratio is above the threshold with a probability of at most `error`.
    enough = ceil(-log(error) / _divergence(float(threshold), float(budget)))
    events = 1
    for bad in count(1):
        # With `bad` bad ones the ratio is above the threshold up to this many events, where luck is likeliest.
        most = ceil(bad / threshold) - 1
        if tail(bad, most, budget) > error:
            events = most + 1
        if most >= enough:
            break
    return events


class Gate(NamedTuple):
    """A tier's least number of events in its long window, and how sure its alert is then that the objective is missed.

    `confidence` is None where no number of events can tell: at a burn rate of 1 or less.
    """

    events: int
    confidence: Fraction | None


def gate_of_tier(tier: BurnRateTier, *, objective: Fraction, window_seconds: int, confidence: Fraction) -> Gate:
    """Return the gate with which, at that confidence, not one of the long windows that fit into the SLO's window alerts
    while the objective is kept. At a burn rate of 1 or less it only asks that no single failure alerts; a rate that
    cannot be reached with all events bad never alerts, and needs no gate.
    """
    burn_rate = tier.factor(window_seconds)
    if burn_rate * (1 - objective) >= 1:
        return Gate(1, confidence)
    if burn_rate <= 1:
        return Gate(ceil(1 / (burn_rate * (1 - objective))), None)
    looks = max(Fraction(1), Fraction(window_seconds, tier.long))
    events = minimum_events(objective=objective, burn_rate=burn_rate, confidence=confidence, looks=looks)
    return Gate(events, confidence)


def confidence_that_missed(*, objective: Fraction, bad: int, total: int) -> float:
    """Return how sure `bad` of `total` events make us that the objective is missed: 1 minus the probability of as many
    bad ones or more in a service that just keeps it. 0 without events.
    """
    return 1 - tail(bad, total, 1 - objective)


def error_ratio_interval(*, bad: int, total: int, confidence: Fraction) -> Interval:
    """Return Clopper and Pearson's two-sided interval of the error ratio; (0, 1) without events."""
    half = float(1 - confidence) / 2
    low = 0.0 if bad == 0 else _solve(lambda p: tail(bad, total, p) < half)
    high = 1.0 if bad >= total else _solve(lambda p: 1 - tail(bad + 1, total, p) > half)
    return Interval(low, high)


def tail(bad: int, total: int, probability: Fraction | float) -> float:
    """Return the probability of at least `bad` bad ones among `total` events, each bad with `probability`."""
    if bad <= 0:
        return 1.0
    if bad > total or probability <= 0:
        return 0.0
    if probability >= 1:
        return 1.0
    p = float(probability)
    if bad > total * p:
        return min(1.0, _sum_from(bad, total, p, step=1))
    return max(0.0, 1 - _sum_from(bad - 1, total, p, step=-1))


def _sum_from(first: int, total: int, p: float, *, step: int) -> float:
    """Add the terms from `first` away from the mean, where each is smaller than the one before."""
    term = exp(
        lgamma(total + 1) - lgamma(first + 1) - lgamma(total - first + 1) + first * log(p) + (total - first) * log1p(-p)
    )
    odds = p / (1 - p)
    terms = []
    k = first
    while 0 <= k <= total:
        terms.append(term)
        if term <= terms[0] * _NEGLIGIBLE:
            break
        term *= (total - k) / (k + 1) * odds if step > 0 else k / (total - k + 1) / odds
        k += step
    return fsum(terms)


def _divergence(q: float, p: float) -> float:
    """Kullback and Leibler's of two coins."""
    return q * log(q / p) + (1 - q) * log((1 - q) / (1 - p))


def _solve(too_small: Callable[[float], bool]) -> float:
    """Return where a condition that holds for small probabilities ceases to."""
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if too_small(middle) else (low, middle)
    return (low + high) / 2
