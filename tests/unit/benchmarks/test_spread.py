"""A quantity over the rounds keeps its worst and its best."""

from __future__ import annotations

from benchmarks.spread import Spread


def test_the_median_of_an_even_number_lies_between_the_middle_two() -> None:
    assert Spread.of([4.0, 1.0, 3.0, 2.0]) == Spread(1.0, 2.5, 4.0)


def test_a_single_round_is_its_own_spread() -> None:
    assert Spread.of([0.123_456]) == Spread(0.1235, 0.1235, 0.1235)
