"""The gates: computed ones let a service of few requests that is down be noticed, and no single failure."""

from __future__ import annotations

from fractions import Fraction

import pytest

from reliability.rules.low_traffic import EventGate, event_gate, gate_expression
from reliability.slo.low_traffic import tail
from reliability.slo.model import GOOGLE_TIERS, Alerting, GroupObjective
from reliability.slo.model.alerting import DAY
from tests.harness.slo_samples import availability


@pytest.mark.parametrize("tier", GOOGLE_TIERS[:3])
@pytest.mark.parametrize("objective", ["0.95", "0.99", "0.999", "0.99999"])
def test_as_many_bad_events_are_bad_luck_as_seldom_as_is_said(tier, objective) -> None:
    """With fewer events than `total`, `bad` bad ones are less likely still: the confidence holds on both sides."""
    slo = availability("shop", objective=Fraction(objective))
    gate = event_gate(slo, tier)
    assert gate is not None
    assert gate.bad is not None
    assert gate.bad >= 2
    looks = 30 * DAY / tier.long
    assert looks * tail(gate.bad, gate.total, slo.error_budget) <= 0.05


def test_minimum_events_are_taken_at_their_word() -> None:
    slo = availability("shop", alerting=Alerting(minimum_events=50))
    assert event_gate(slo, GOOGLE_TIERS[0]) == EventGate(50, None)
    assert gate_expression(slo, GOOGLE_TIERS[0]) == ('slo:total_events:increase1h{slo_id="shop-availability"} >= 50',)


def test_no_minimum_is_no_gate() -> None:
    slo = availability("shop", alerting=Alerting(minimum_events=0))
    assert gate_expression(slo, GOOGLE_TIERS[0]) == ()


def test_of_several_objectives_the_most_cautious_gate_holds() -> None:
    strict = GroupObjective((("operation", "write"),), Fraction(99_999, 100_000))
    alone = event_gate(availability("shop", objective=strict.objective), GOOGLE_TIERS[0])
    slo = availability("shop", group_by=("operation",), group_objectives=(strict,))
    assert event_gate(slo, GOOGLE_TIERS[0]) == alone
