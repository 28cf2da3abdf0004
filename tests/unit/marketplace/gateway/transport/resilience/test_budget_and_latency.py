"""What may be sent in addition, and how response times are remembered."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.transport.resilience.budget import Budget
from marketplace.gateway.transport.resilience.latency import LatencyPercentile, PeakEwma
from tests.harness.virtual_time import VirtualTime

STEPS = st.lists(st.one_of(st.just("request"), st.just("again"), st.floats(0.0, 5.0)), max_size=200)


@given(st.floats(0.0, 1.0), st.floats(0.0, 5.0), st.floats(1.0, 20.0), STEPS)
def test_additional_requests_are_a_share_of_all_and_never_more_than_was_saved_up(share, minimum, burst, steps):
    """In every stretch of time, not only from the beginning: whatever came before, no more than `burst` is saved."""
    time = VirtualTime()
    budget = Budget(share=share, minimum=minimum, burst=burst, now=lambda: time.now)
    history: list[tuple[float, float]] = []
    for step in steps:
        if step == "request":
            budget.deposit()
            history.append((share, 0.0))
        elif step == "again":
            before = budget.tokens
            allowed = budget.withdraw()
            assert allowed or before < 1.0
            history.append((0.0, float(allowed)))
        else:
            time.now += step
            history.append((minimum * step, 0.0))
    for start in range(0, len(history), 7):
        earned = sum(gained for gained, _ in history[start:])
        spent = sum(paid for _, paid in history[start:])
        assert spent <= burst + earned + 1e-6


@given(st.lists(st.tuples(st.floats(0.0, 10.0), st.floats(0.001, 10.0)), min_size=1, max_size=50))
def test_an_average_follows_peaks_at_once_and_lies_between_what_was_seen(measured):
    now, ewma = 0.0, PeakEwma(memory=5.0, now=0.0)
    seen: list[float] = []
    for pause, seconds in measured:
        now += pause
        peak = seconds >= max(seen, default=0.0)
        ewma.add(seconds, now)
        seen.append(seconds)
        assert ewma.value(now) <= max(seen) + 1e-9
        assert ewma.value(now) >= min(seen) - 1e-9
        assert not peak or ewma.value(now) == pytest.approx(seconds)
        assert ewma.value(now + 5.0) == pytest.approx(ewma.value(now) / math.e)


@given(st.lists(st.floats(0.0, 10.0), max_size=600), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_percentile_is_that_of_the_last_256_times(times, percentile):
    known = LatencyPercentile(percentile)
    for seconds in times:
        known.add(seconds)
    whole = len(times) // 16 * 16
    if not whole:
        assert known.value is None
        return
    last = sorted(times[:whole][-256:])
    assert known.value == last[min(len(last) - 1, int(percentile * len(last)))]


def test_neither_time_nor_requests_save_up_more_than_the_burst():
    time = VirtualTime()
    budget = Budget(share=0.5, minimum=10.0, burst=5.0, now=lambda: time.now)
    assert sum(budget.withdraw() for _ in range(100)) == 5
    time.now += 1_000.0
    assert sum(budget.withdraw() for _ in range(100)) == 5
    for _ in range(1_000):
        budget.deposit()
    assert sum(budget.withdraw() for _ in range(100)) == 5
    for _ in range(4):
        budget.deposit()
    assert sum(budget.withdraw() for _ in range(100)) == 2
