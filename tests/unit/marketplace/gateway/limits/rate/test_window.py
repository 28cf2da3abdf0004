"""What the window promises, for any traffic: never more than the limit, and room again soon enough."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.limits.rate.window import SLICES, Measure, Window, correct, take

SECOND = 1_000

measures = st.builds(
    Measure.of, st.integers(1, 60), st.one_of(st.just(0), st.integers(1, 30)), st.integers(SECOND, 60 * SECOND)
)
pauses = st.lists(st.one_of(st.just(0), st.integers(0, 50), st.integers(0, 20 * SECOND)), min_size=1, max_size=200)


def passed(measure: Measure, times: list[int]) -> list[int]:
    """The times at which a request passed."""
    window = Window(0)
    return [now for now in times if take([window], [measure], [1], now).refused < 0]


def copy_of(window: Window) -> Window:
    return replace(window, log=list(window.log))


def times_of(gaps: list[int]) -> list[int]:
    now, times = 1_000_000, []
    for gap in gaps:
        now += gap
        times.append(now)
    return times


@given(measures, pauses)
def test_no_window_holds_more_than_limit_and_burst(measure, gaps):
    through = passed(measure, times_of(gaps))
    for end in through:
        assert sum(end - measure.window < at <= end for at in through) <= measure.total


@given(measures, pauses)
def test_no_span_holds_more_than_the_long_run_allows(measure, gaps):
    through = passed(measure, times_of(gaps))
    for first, start in enumerate(through):
        for last, end in enumerate(through[first:], first):
            # The drained amount is at most the limit's rate times the span; the window alone allows one more total.
            drained = measure.limit * (end - start) / measure.window
            assert last - first + 1 <= measure.total + (drained if measure.burst else drained + measure.total)


@given(measures, pauses)
def test_whoever_is_refused_was_at_the_limit_in_little_more_than_a_window(measure, gaps):
    """Room comes back at most a sixteenth of the window late; without a burst allowance that is all that refuses."""
    if measure.burst:
        measure = Measure.of(measure.total, 0, measure.window)
    times = times_of(gaps)
    window, through = Window(0), []
    for now in times:
        if take([window], [measure], [1], now).refused < 0:
            through.append(now)
        else:
            assert sum(now - measure.window - measure.grain <= at for at in through) == measure.total


@given(measures, pauses)
def test_the_time_to_wait_is_enough_and_not_too_much(measure, gaps):
    window = Window(0)
    for now in times_of(gaps):
        taken = take([window], [measure], [1], now)
        if taken.refused >= 0:
            assert taken.wait > 0
            assert window.room(measure) == taken.left[0][0] == 0
            early = copy_of(window)
            assert take([early], [measure], [1], now + taken.wait - 1).refused == 0
            late = copy_of(window)
            assert take([late], [measure], [1], now + taken.wait).refused < 0


@given(measures, pauses)
def test_there_is_more_room_exactly_when_it_was_said(measure, gaps):
    window = Window(0)
    for now in times_of(gaps):
        taken = take([window], [measure], [1], now)
        (room, until) = taken.left[0]
        before = copy_of(window)
        before.advance(measure, now + until - 1)
        after = copy_of(window)
        after.advance(measure, now + until)
        assert max(0, before.room(measure)) == room < after.room(measure)


@given(measures, pauses)
def test_the_space_is_bounded(measure, gaps):
    window = Window(0)
    for now in times_of(gaps):
        take([window], [measure], [1], now)
        assert len(window.log) <= SLICES + 2


def test_a_small_limit_is_an_exact_log():
    measure = Measure.of(3, 0, 60 * SECOND)
    assert passed(measure, [0, 10, 20, 30, 59_999, 60_000, 60_009, 60_010]) == [0, 10, 20, 60_000, 60_010]


def test_a_burst_is_for_those_who_asked_for_less_before():
    """10 in a second and 5 more at once: 15 pass, and then 10 in each second."""
    measure = Measure.of(10, 5, SECOND)
    through = passed(measure, [20 * step for step in range(500)])
    assert len([at for at in through if at < SECOND]) == 15
    assert len(through) == 15 + 10 * 10 - 1  # the last one would pass at the end of the ten seconds


def test_a_refused_request_is_charged_nowhere():
    narrow, wide = Measure.of(1, 0, SECOND), Measure.of(5, 0, SECOND)
    windows = [Window(0), Window(0)]
    outcomes = [take(windows, [wide, narrow], [1, 1], now) for now in (0, 1, 2)]
    assert [taken.refused for taken in outcomes] == [-1, 1, 1]
    assert outcomes[-1].left[0][0] == 4


def test_of_several_refusals_the_longest_wait_is_told():
    second, minute = Measure.of(1, 0, SECOND), Measure.of(1, 0, 60 * SECOND)
    windows = [Window(0), Window(0)]
    take(windows, [second, minute], [1, 1], 0)
    taken = take(windows, [second, minute], [1, 1], 10)
    assert (taken.refused, taken.wait) == (1, 60 * SECOND - 10)


def test_a_clock_that_jumps_back_gives_nothing_away():
    measure = Measure.of(2, 0, SECOND)
    assert passed(measure, [10_000, 10_000, 0, 9_000, 11_000]) == [10_000, 10_000, 11_000]


def test_costs_are_corrected_upwards_beyond_the_limit():
    measure = Measure.of(100, 0, 60 * SECOND)
    window = Window(0)
    taken = take([window], [measure], [90], 0)
    correct(window, measure, 60, taken.at, 10_000)
    refused = take([window], [measure], [10], 11_000)
    assert refused.refused == 0
    assert refused.wait == 60_000 - 11_000  # until the 90 have left; the 60 more leave ten seconds later


def test_a_refund_shrinks_the_oldest_charge_so_that_no_window_holds_less_than_what_passed():
    measure = Measure.of(100, 0, 60 * SECOND)
    window = Window(0)
    first = take([window], [measure], [60], 0)
    take([window], [measure], [40], 30_000)
    correct(window, measure, -50, first.at, 31_000)  # the first operation cost 10
    assert window.room(measure) == 50
    window.advance(measure, 60_000)
    assert window.room(measure) == 60  # the 40 of the second operation are still counted


def test_nothing_is_given_back_for_a_charge_that_has_left_the_window():
    measure = Measure.of(100, 0, SECOND)
    window = Window(0)
    first = take([window], [measure], [80], 0)
    take([window], [measure], [70], 1_500)
    correct(window, measure, -80, first.at, 1_600)
    assert window.room(measure) == 30


@given(measures, st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 40), st.integers(-40, 40)), max_size=60))
def test_corrected_costs_never_exceed_the_limit_but_by_corrections_upwards(measure, operations):
    """What really passed in any window, had every operation cost what was estimated or less, is within the total."""
    window, now, real = Window(0), 1_000_000, []
    for gap, cost, change in operations:
        now += gap
        estimated = min(cost, measure.total)
        difference = max(-estimated, min(0, change))
        taken = take([window], [measure], [estimated], now)
        if taken.refused < 0:
            now += gap // 7
            correct(window, measure, difference, taken.at, now)
            real.append((taken.at, estimated + difference))
    for end, _ in real:
        assert sum(cost for at, cost in real if end - measure.window < at <= end) <= measure.total
