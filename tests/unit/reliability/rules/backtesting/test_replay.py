"""The replay in running sums is the rule of the workbook, computed naively."""

from __future__ import annotations

import time
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from reliability.rules.backtesting.counts import MinuteCounts
from reliability.rules.backtesting.replay import Firing, GatedTier, replay, window_sums
from reliability.rules.low_traffic import EventGate
from reliability.slo.model import GOOGLE_TIERS, BurnRateTier, Severity

MONTH = 30 * 86_400
BUDGET = Fraction(1, 1000)


@st.composite
def counts(draw: st.DrawFn) -> MinuteCounts:
    minutes = draw(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=80))
    return MinuteCounts(0, [min(pair) for pair in minutes], [max(pair) for pair in minutes])


@st.composite
def gated_tiers(draw: st.DrawFn) -> GatedTier:
    short = draw(st.integers(1, 20))
    tier = BurnRateTier(
        severity=draw(st.sampled_from(Severity)),
        budget=Fraction(2, 100),
        long=60 * draw(st.integers(short, 90)),
        short=60 * short,
        hold=draw(st.sampled_from([0, 30, 60, 61, 300])),
    )
    gate = draw(st.none() | st.builds(EventGate, st.integers(0, 60), st.none() | st.integers(1, 30)))
    return GatedTier(tier, Fraction(draw(st.integers(1, 12)), 2), gate)


def fires_by_the_rule(counted: MinuteCounts, gated: GatedTier, budget: Fraction) -> list[bool]:
    """Each minute apart: sums of slices, divisions, and a counter of how long it has held."""
    fires, since = [], None
    for minute in range(len(counted)):
        ratios = []
        for seconds in (gated.tier.long, gated.tier.short):
            window = slice(max(minute + 1 - seconds // 60, 0), minute + 1)
            events = sum(counted.total[window])
            ratios.append(Fraction(sum(counted.bad[window]), events) if events else Fraction(0))
        long = slice(max(minute + 1 - gated.tier.long // 60, 0), minute + 1)
        gate = gated.gate or EventGate(0, None)
        enough = sum(counted.total[long]) >= gate.total
        enough |= gate.bad is not None and sum(counted.bad[long]) >= gate.bad
        holds = enough and all(ratio > gated.factor * budget for ratio in ratios)
        since = (minute if since is None else since) if holds else None
        fires.append(since is not None and (minute - since) * 60 >= gated.tier.hold)
    return fires


@settings(deadline=None)
@given(counts(), gated_tiers(), st.fractions(Fraction(1, 100), Fraction(1, 2), max_denominator=100))
def test_replay_is_the_rule(counted: MinuteCounts, gated: GatedTier, budget: Fraction) -> None:
    fires = [False] * len(counted)
    for firing in replay(counted, [gated], error_budget=budget):
        fires[firing.first : firing.last] = [True] * (firing.last - firing.first)
    assert fires == fires_by_the_rule(counted, gated, budget)


@given(st.lists(st.integers(0, 9), max_size=40), st.integers(1, 50))
def test_window_sums(values: list[int], minutes: int) -> None:
    running = [sum(values[: index + 1]) for index in range(len(values))]
    assert window_sums(running, minutes) == [
        sum(values[max(index + 1 - minutes, 0) : index + 1]) for index in range(len(values))
    ]


def test_a_total_failure_pages_in_the_first_minute_with_a_full_short_window_of_it() -> None:
    """14.4 times 0.1 % is 1.44 %: of 60 minutes of 100 events, 87 bad ones."""
    hour = MinuteCounts(0, [0] * 60 + [100] * 10 + [0] * 60, [100] * 130)
    gated = GatedTier(GOOGLE_TIERS[0], GOOGLE_TIERS[0].factor(MONTH), EventGate(50, None))
    assert replay(hour, [gated], error_budget=BUDGET) == (Firing(GOOGLE_TIERS[0], 60, 74),)


def test_without_events_nothing_fires() -> None:
    idle = MinuteCounts(0, [0] * 300, [0] * 300)
    assert replay(idle, [GatedTier(tier, tier.factor(MONTH), None) for tier in GOOGLE_TIERS], error_budget=BUDGET) == ()


def test_ninety_days_of_four_tiers_take_less_than_two_seconds() -> None:
    minutes = 90 * 1440
    total = [(minute * 7919) % 2000 for minute in range(minutes)]
    bad = [events // 20 if minute % 5000 < 60 else events // 1500 for minute, events in enumerate(total)]
    tiers = [GatedTier(tier, tier.factor(MONTH), EventGate(50, None)) for tier in GOOGLE_TIERS]
    started = time.process_time()
    assert replay(MinuteCounts(0, bad, total), tiers, error_budget=BUDGET)
    assert time.process_time() - started < 2
