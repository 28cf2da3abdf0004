"""Growth of memory and of open files, and the seconds of a chart."""

import pytest

from benchmarks.soak.outcomes import Kind, Outcome, Record
from benchmarks.soak.sampling import JUDGED_FROM, Series, slope_of
from benchmarks.soak.seconds import Seconds, percentile


def test_the_slope_is_that_of_the_line():
    assert slope_of([0, 1, 2, 3], [5, 7, 9, 11]) == pytest.approx(2)
    assert slope_of([0, 1, 2, 3], [4, 6, 4, 6]) == pytest.approx(0.4)


def test_growth_while_it_warms_up_does_not_count_and_a_short_life_tells_nothing():
    times = [float(second) for second in range(int(3 * JUDGED_FROM))]
    grown = Series("first", 1, times, [min(time, 20.0) for time in times])
    assert grown.slope == pytest.approx(0, abs=1e-9)
    leaking = Series("first", 1, times, [time / 10 for time in times])
    assert leaking.slope == pytest.approx(6)
    assert Series("first", 1, times[:50], times[:50]).slope is None


def test_open_files_are_compared_with_those_of_the_first_settled_seconds():
    settled = Series("first", 1, files=[3] * 4 + [30] * 60)
    assert settled.extra_files == 0
    assert Series("first", 1, files=[30] * 60 + [70] * 20).extra_files == 40
    assert Series("first", 1, files=[3, 90]).extra_files == 0


def test_a_second_has_what_ended_in_it():
    records = [
        Record("one", "", "1", 0.0, 0.5, [Outcome(Kind.RIGHT)]),
        Record("one", "", "2", 0.0, 1.5, [Outcome(Kind.LOST), Outcome(Kind.RIGHT)]),
    ]
    seconds = Seconds.of(records, [Series("first", 1, [1.2], [80.0])])
    assert seconds.rate == [1, 1, 0]
    assert seconds.p95_ms == [500, 1500, 0]
    assert seconds.errors == {"no answer": [0, 1, 0]}
    assert seconds.memory == [None, 80.0, None]


def test_the_percentile_is_a_value_that_was_there():
    assert percentile([3, 1, 2], 50) == 2
    assert percentile([], 95) == 0
