from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from reliability.slo.error_budget import (
    CountsInMemory,
    MinuteCounts,
    Share,
    attribute,
    compose_budget,
    explain,
    measure_budget,
    minute_of,
)
from reliability.slo.model import RollingWindow

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = RollingWindow(86_400)


def part(total: int, bad: int):
    rows = [MinuteCounts(minute_of(AT) - 30, total, bad)] if total else []
    return measure_budget(CountsInMemory(rows), objective=Fraction(1, 2), window=WINDOW, at=AT, reference="part")


def test_the_ratio_is_the_mean_by_weight_whatever_the_traffic():
    composed = compose_budget(
        [(Fraction(2), part(10, 1)), (Fraction(1), part(1_000_000, 0)), (Fraction(1), part(0, 0))],
        reference="shop/journey",
        objective=Fraction(9, 10),
        period=WINDOW.period(AT),
        at=AT,
    )
    assert composed.error_ratio == Fraction(2, 4) * Fraction(1, 10)
    assert composed.spent == Fraction(1, 2)
    assert composed.burn_rates[0].rate == Fraction(1, 2)
    assert composed.total == 1_000_010
    assert "of part" in next(one.formula for one in explain(composed) if one.name == "bad")


def test_shares_always_sum_to_the_bad_events():
    assert attribute({"offers": 2, "users": 5, "none": 0}, 10) == (
        Share("users", 5, Fraction(1, 2)),
        Share("offers", 2, Fraction(1, 5)),
        Share(None, 3, Fraction(3, 10)),
    )
    assert attribute({"users": 5}, 3)[-1] == Share(None, -2, Fraction(-2, 3))  # counted twice somewhere
    assert attribute({}, 0) == ()
