"""A target is judged by the median of the rounds, a ratio by the rounds' own ratios."""

from __future__ import annotations

import pytest

from benchmarks.gateway.targets import Target, judge, ratios
from benchmarks.spread import Spread

ROUNDS = {"ours": [1.0, 4.0, 2.0], "theirs": [10.0, 10.0, 40.0]}


def test_ratios_are_taken_within_a_round() -> None:
    assert ratios(ROUNDS["ours"], ROUNDS["theirs"]) == [0.1, 0.4, 0.05]


def test_rounds_of_different_number_have_no_ratios() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0], [1.0, 2.0])


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target(2.0), True),
        (Target(1.9), False),
        (Target(2.0, at_least=True), True),
        (Target(2.1, at_least=True), False),
    ],
)
def test_a_quantity_is_judged_by_its_median(target: Target, met: bool) -> None:
    judged = judge(target, "ours", ROUNDS)
    assert judged is not None
    assert judged.measured == Spread(1.0, 2.0, 4.0)
    assert judged.met is met


def test_a_ratio_is_judged_by_the_median_of_the_rounds_ratios_and_not_by_the_ratio_of_the_medians() -> None:
    judged = judge(Target(0.1, to="theirs"), "ours", ROUNDS)
    assert judged is not None
    assert judged.measured == Spread(0.05, 0.1, 0.4)
    assert judged.met


def test_nothing_is_judged_against_a_contender_that_was_not_there() -> None:
    assert judge(Target(0.1, to="absent"), "ours", ROUNDS) is None
