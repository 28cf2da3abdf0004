"""Pauses between attempts grow, have an upper bound, and differ from process to process."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.redis.retry import Retry


@given(st.integers(1, 10_000))
def test_a_pause_is_between_half_and_the_whole_of_a_doubling_bound(failures):
    whole = min(2.0, 0.05 * 2.0 ** min(failures - 1, 30))
    assert whole / 2 <= Retry(0.05, 2.0).pause(failures) <= whole


def test_two_processes_do_not_come_back_together():
    assert len({Retry(0.05, 2.0).pause(9) for _ in range(10)}) > 1
