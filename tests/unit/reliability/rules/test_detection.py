"""The computed time to detect against a simulation of the windows, second by second."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reliability.rules.detection import error_limit, time_to_detect
from reliability.rules.windows import BASE, LONGEST_COUNTED
from reliability.slo.model import GOOGLE_TIERS, Alerting, BurnRateTier, Severity, Slo, Timeslices
from tests.harness.indicator_samples import sample
from tests.harness.slo_samples import availability

PAGE = GOOGLE_TIERS[0]
NO_GATE = Alerting(minimum_events=0)


def simulated(tier: BurnRateTier, slo: Slo, error_ratio: float, step: int) -> float:
    """The first time at which both windows are above the limit: events of `step` seconds each, one at a time."""
    limit = float(error_limit(slo, tier))
    steps = 2 * max(tier.long, tier.short) // step
    bad = [0.0, *accumulate([error_ratio * step] * steps)]

    def increase(series: list[float], index: int, window: int) -> float:
        return series[index] - series[max(index - window // step, 0)]

    smeared = list(accumulate(increase(bad, index, BASE) * step / BASE for index in range(len(bad))))

    def ratio(index: int, window: int) -> float:
        return increase(bad if window <= LONGEST_COUNTED else smeared, index, window) / window

    return next(
        index * step for index in range(len(bad)) if all(ratio(index, one) > limit for one in (tier.long, tier.short))
    )


@settings(max_examples=60, deadline=None)
@given(
    budget=st.fractions(Fraction(1, 100), Fraction(1, 5), max_denominator=100),
    long=st.sampled_from([600, 3_600, 86_400]),
    short=st.sampled_from([60, 300, 600]),
    above=st.floats(1.2, 100),
)
def test_it_is_when_both_windows_are_above_the_limit(budget, long, short, above) -> None:
    tier = BurnRateTier(severity=Severity.PAGE, budget=budget, long=long, short=short)
    slo = availability("shop", alerting=NO_GATE)
    error_ratio = min(1.0, float(error_limit(slo, tier)) * above)
    if error_ratio <= float(error_limit(slo, tier)):
        return
    step = 60 if long > LONGEST_COUNTED else 10
    computed = time_to_detect(tier, slo, error_ratio)
    assert computed == pytest.approx(simulated(tier, slo, error_ratio, step), abs=2 * step)


def test_the_known_times() -> None:
    """The workbook's example: all requests fail, and 2 % of a month's budget of 0.1 % are gone in 52 seconds."""
    slo = availability("shop", alerting=NO_GATE)
    assert time_to_detect(PAGE, slo, 1.0) == pytest.approx(51.84)
    assert time_to_detect(PAGE, slo, 0.0144) is None
    assert time_to_detect(replace(PAGE, hold=120), slo, 1.0) == pytest.approx(171.84)


def test_few_events_take_until_enough_are_bad() -> None:
    """Five bad ones of one each minute."""
    slo = availability("shop")
    assert time_to_detect(PAGE, slo, 1.0, events_per_second=1 / 60) == pytest.approx(300)
    assert time_to_detect(PAGE, slo, 1.0, events_per_second=1000) == pytest.approx(51.84)
    assert time_to_detect(PAGE, slo, 0.5, events_per_second=1 / 3600) is None


def test_slices_are_counted_whole_and_only_when_they_are_bad() -> None:
    slo = sample("bad-total", budgeting=Timeslices(60, Fraction(95, 100)), alerting=NO_GATE)
    assert time_to_detect(PAGE, slo, 0.06) == 60
    assert time_to_detect(PAGE, slo, 0.05) is None


def test_a_young_window_is_filled_sooner() -> None:
    slo = availability("shop", alerting=NO_GATE)
    assert time_to_detect(PAGE, slo, 0.144, healthy_for=1_800) == pytest.approx(200)
    assert time_to_detect(PAGE, slo, 0.144) == pytest.approx(360)
