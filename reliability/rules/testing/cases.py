"""What is expected of an SLO's alerts. Names of tests say it; times are seconds.

Rates of events are high enough for every gate, except where the case is about the gate.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import Any, Final

from reliability.conventions import AlertKind, SloLabel, SloSeries
from reliability.rules.alerts import absent_data_times
from reliability.rules.detection import error_limit, event_seconds, time_to_detect
from reliability.rules.expressions import equal, series
from reliability.rules.low_traffic import event_gate
from reliability.rules.testing.inputs import input_series
from reliability.rules.testing.scenario import Phase, Scenario
from reliability.rules.windows import BASE, LONGEST_COUNTED, Intervals, recorded_windows
from reliability.slo.model import BurnRateTier, Slo, Timeslices, duration_text
from reliability.slo.model.alerting import HOUR

MARGIN: Final = Fraction(5, 100)
"""How far above or below a tier's threshold an error ratio is taken for it."""
FAULT: Final = 4
"""Times the threshold: a fault whose detection takes a quarter of the long window. Minutes and slices are all bad."""
FEW: Final = Fraction(10, HOUR)
"""Events per second of a service with little traffic: ten an hour."""
MANY: Final = 1_000
"""Events per second, at least."""

Test = dict[str, Any]


def tests_of(slo: Slo, intervals: Intervals, healthy_for: int) -> Iterator[Test]:
    for tier in slo.alerting.tiers:
        yield from _around_the_threshold(slo, tier, intervals)
        yield from _in_time(slo, tier, intervals, min(tier.long, healthy_for))
        yield from _one_failure_of_few(slo, tier, intervals)
    yield _idle(slo, intervals)
    if slo.alerting.absent_after is not None:
        yield _absent(slo, slo.alerting.absent_after, intervals)


def _around_the_threshold(slo: Slo, tier: BurnRateTier, intervals: Intervals) -> Iterator[Test]:
    """The same error ratio from the first sample on: all windows see it at once."""
    gate = event_gate(slo, tier)
    slices = (gate.bad or gate.total) * slo.budgeting.seconds if gate and isinstance(slo.budgeting, Timeslices) else 0
    seconds = _whole(tier.hold + slices, intervals) + 4 * intervals.short
    for word, share in (("below", 1 - MARGIN), ("above", 1 + MARGIN)):
        ratio = _limit(slo, tier) * share
        if ratio <= 1:
            phase = Phase(seconds=seconds, events_per_second=_many(slo), error_ratio=ratio)
            fires = word == "above" and error_limit(slo, tier) < 1
            yield _test(
                slo, f"{_name(tier)}: just {word} its threshold", _scenario(intervals, phase), {seconds: fires}, tier
            )


def _in_time(slo: Slo, tier: BurnRateTier, intervals: Intervals, healthy_for: int) -> Iterator[Test]:
    step = event_seconds(slo)
    ratio = Fraction(1) if step else min(Fraction(1), FAULT * _limit(slo, tier))
    rate = Fraction(1, step) if step and not isinstance(slo.budgeting, Timeslices) else _many(slo)
    healthy, tolerance = _whole(healthy_for, intervals), 2 * intervals.short
    detected = time_to_detect(tier, slo, float(ratio), events_per_second=float(rate), healthy_for=healthy)
    if detected is None:
        return
    late = healthy + _whole(detected, intervals) + tolerance
    early = late - 2 * tolerance - _whole(step or 0, intervals) - intervals.short
    scenario = _scenario(
        intervals,
        Phase(seconds=healthy, events_per_second=rate),
        Phase(seconds=late - healthy, events_per_second=rate, error_ratio=ratio),
    )
    yield _test(slo, f"{_name(tier)}: {detected:.0f} s after a fault", scenario, {early: False, late: True}, tier)


def _one_failure_of_few(slo: Slo, tier: BurnRateTier, intervals: Intervals) -> Iterator[Test]:
    gate = event_gate(slo, tier)
    if not gate or gate.total <= FEW * tier.long + 1 or event_seconds(slo) or tier.long > LONGEST_COUNTED:
        return
    before = _whole(min(tier.long / 2, 2 * BASE), intervals)
    scenario = _scenario(
        intervals,
        Phase(seconds=before, events_per_second=FEW),
        Phase(seconds=intervals.short, events_per_second=Fraction(1, intervals.short), error_ratio=Fraction(1)),
        Phase(seconds=_whole(tier.short, intervals), events_per_second=FEW),
    )
    times = dict.fromkeys((before + count * intervals.short for count in (1, 2, 4)), False)
    yield _test(slo, f"{_name(tier)}: one failure among ten events an hour", scenario, times, tier)


def _idle(slo: Slo, intervals: Intervals) -> Test:
    """A ratio of NaN does not equal 0, so it would not be counted."""
    scenario = _scenario(
        intervals,
        Phase(seconds=2 * BASE, events_per_second=_many(slo)),
        Phase(seconds=2 * BASE, events_per_second=Fraction(0)),
    )
    test = _test(slo, "idle: error ratios are 0", scenario, {4 * BASE: False})
    ratios = f'{{__name__=~"{SloSeries.ERROR_RATIO}.+",{SloLabel.ID}="{slo.identifier}"}}'
    test["promql_expr_test"].append(_check(f"count({ratios} == 0)", 4 * BASE, len(recorded_windows(slo))))
    return test


def _absent(slo: Slo, absent_after: int, intervals: Intervals) -> Test:
    hold = absent_data_times(absent_after).hold
    alert = _firing({SloLabel.ID: slo.identifier, SloLabel.ALERT_KIND: AlertKind.ABSENT_DATA})
    checks = {max(hold - intervals.short, 0): None, _whole(hold, intervals) + intervals.short: 1}
    return {
        "name": f"{slo.reference}: no data",
        "interval": duration_text(intervals.short),
        "input_series": [],
        "promql_expr_test": [_check(alert, at, value) for at, value in checks.items()],
    }


def _test(slo: Slo, name: str, scenario: Scenario, firing: dict[int, bool], tier: BurnRateTier | None = None) -> Test:
    matchers = {SloLabel.ID: slo.identifier, SloLabel.ALERT_KIND: AlertKind.BURN_RATE}
    if tier is not None:
        matchers |= {
            SloLabel.SEVERITY: tier.severity,
            SloLabel.LONG_WINDOW: duration_text(tier.long),
            SloLabel.SHORT_WINDOW: duration_text(tier.short),
        }
    return {
        "name": f"{slo.reference}: {name}",
        "interval": duration_text(scenario.interval),
        "input_series": input_series(slo, scenario),
        "promql_expr_test": [_check(_firing(matchers), at, 1 if fires else None) for at, fires in firing.items()],
    }


def _scenario(intervals: Intervals, *phases: Phase) -> Scenario:
    return Scenario(interval=intervals.short, phases=phases)


def _firing(matchers: dict[SloLabel, str]) -> str:
    return f"count({series('ALERTS', equal('alertstate', 'firing'), *(equal(*one) for one in matchers.items()))})"


def _check(expression: str, at: int, value: int | None) -> dict[str, Any]:
    return {
        "expr": expression,
        "eval_time": duration_text(at),
        "exp_samples": [] if value is None else [{"labels": "{}", "value": value}],
    }


def _limit(slo: Slo, tier: BurnRateTier) -> Fraction:
    """Return the ratio of bad events from which on a tier fires; with slices, that which makes a slice bad."""
    return 1 - slo.budgeting.target if isinstance(slo.budgeting, Timeslices) else error_limit(slo, tier)


def _many(slo: Slo) -> Fraction:
    """Return a rate with which each gate is open within a minute."""
    gates = (event_gate(slo, tier) for tier in slo.alerting.tiers)
    return Fraction(max((MANY, *(gate.total for gate in gates if gate))))


def _whole(seconds: float, intervals: Intervals) -> int:
    return ceil(seconds / intervals.short) * intervals.short


def _name(tier: BurnRateTier) -> str:
    return f"{tier.severity} {duration_text(tier.long)}/{duration_text(tier.short)}"
