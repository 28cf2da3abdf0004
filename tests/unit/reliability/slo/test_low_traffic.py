"""The statistics against sums of exact fractions."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reliability.slo.low_traffic import (
    confidence_that_missed,
    error_ratio_interval,
    gate_of_tier,
    minimum_events,
    tail,
)
from reliability.slo.model import GOOGLE_TIERS

MONTH = 30 * 86_400


def exact_tail(bad: int, total: int, p: Fraction) -> Fraction:
    return sum(
        (comb(total, k) * p**k * (1 - p) ** (total - k) for k in range(max(bad, 0), total + 1)), start=Fraction(0)
    )


@settings(max_examples=60)
@given(total=st.integers(0, 60), bad=st.integers(-1, 61), p=st.fractions(0, 1, max_denominator=1000))
def test_the_tail_is_the_binomial_sum(total, bad, p):
    assert tail(bad, total, p) == pytest.approx(float(exact_tail(bad, total, p)), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("objective", "rate"), [("0.9", 3), ("0.99", "14.4"), ("0.999", 6), ("0.95", 5)])
@pytest.mark.parametrize("looks", [1, 720])
def test_from_the_minimum_on_luck_alone_does_not_page(objective, rate, looks):
    budget, rate = 1 - Fraction(objective), Fraction(rate)
    error = Fraction(5, 100) / looks
    least = minimum_events(objective=1 - budget, burn_rate=rate, confidence=Fraction(95, 100), looks=looks)

    def pages_by_luck(events: int) -> float:
        return tail(int(rate * budget * events) + 1, events, budget)

    assert all(pages_by_luck(events) <= error for events in range(least, 3 * least))
    assert least == 1 or pages_by_luck(least - 1) > error


def test_one_failure_in_ten_requests_does_not_page():
    """The third of the market leader's defects: about ten requests an hour, one fails."""
    gate = gate_of_tier(
        GOOGLE_TIERS[0], objective=Fraction(999, 1000), window_seconds=MONTH, confidence=Fraction(95, 100)
    )
    assert gate.events == 278
    assert gate.confidence == Fraction(95, 100)


def test_a_burn_rate_of_one_is_told_from_luck_by_no_number():
    gate = gate_of_tier(
        GOOGLE_TIERS[3], objective=Fraction(999, 1000), window_seconds=MONTH, confidence=Fraction(95, 100)
    )
    assert gate == (1_000, None)
    with pytest.raises(ValueError, match="no number tells them apart"):
        minimum_events(objective=Fraction(9, 10), burn_rate=Fraction(1), confidence=Fraction(95, 100))


def test_a_burn_rate_out_of_reach_needs_no_gate():
    tier = GOOGLE_TIERS[0]
    assert gate_of_tier(tier, objective=Fraction(9, 10), window_seconds=MONTH, confidence=Fraction(1, 2)).events == 1
    with pytest.raises(ValueError, match="cannot be reached"):
        minimum_events(objective=Fraction(9, 10), burn_rate=Fraction(20), confidence=Fraction(95, 100))


def test_intervals_are_clopper_and_pearsons():
    """Published values for 1 of 10 and 0 of 10 at 95 %."""
    sure = Fraction(95, 100)
    assert error_ratio_interval(bad=1, total=10, confidence=Fraction(95, 100)) == pytest.approx(
        (0.0025, 0.4450), abs=1e-4
    )
    assert error_ratio_interval(bad=0, total=10, confidence=sure) == pytest.approx((0, 0.3085), abs=1e-4)
    assert error_ratio_interval(bad=0, total=0, confidence=sure) == (0, 1)
    assert confidence_that_missed(objective=Fraction(999, 1000), bad=0, total=50) == 0
    assert confidence_that_missed(objective=Fraction(999, 1000), bad=1, total=10) == pytest.approx(0.999**10)
