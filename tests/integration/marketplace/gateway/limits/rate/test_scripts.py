"""The Lua scripts in a real Redis do exactly what `window.py` does, at any times, for any charges and corrections."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.gateway.limits.rate.scripts import correct_script, take_script
from marketplace.gateway.limits.rate.window import Measure, Window, correct, take
from tests.harness.redis_servers import RedisServer, redis_server

pytestmark = pytest.mark.redis

GIVEN_CLOCK = "local function clock() return tonumber(ARGV[#ARGV]) end\n"
TAKE, CORRECT = take_script(GIVEN_CLOCK), correct_script(GIVEN_CLOCK)

measures = st.builds(
    Measure.of,
    st.one_of(st.integers(1, 40), st.integers(1, 10**9)),
    st.one_of(st.just(0), st.integers(1, 1_000)),
    st.integers(1_000, 1_000_000),
)
steps = st.tuples(
    st.one_of(st.integers(0, 100), st.integers(0, 2_000_000)),  # how much later
    st.lists(st.integers(0, 100), min_size=3, max_size=3),  # parts of each total, in percent
    st.one_of(st.none(), st.integers(-100, 100)),  # a correction afterwards, in percent of what was charged
)


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as own:
        yield own


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(measures, min_size=1, max_size=3), st.lists(steps, min_size=1, max_size=25))
def test_the_scripts_equal_the_model(server, measures, steps):
    now = 1_700_000_000_000
    windows = [Window(now) for _ in measures]
    keys = [f"count {index}" for index in range(len(measures))]
    with server.client() as client:
        client.flushall()
        for later, parts, correction in steps:
            now += later
            amounts = [measure.total * part // 100 for measure, part in zip(measures, parts, strict=False)]
            expected = take(windows, measures, amounts, now)
            arguments = [n for measure, amount in zip(measures, amounts, strict=True) for n in (*measure, amount)]
            answer = client.eval(TAKE.source, len(keys), *keys, *arguments, now)
            assert answer == [expected.refused, expected.wait, now, *(n for pair in expected.left for n in pair)]
            if correction is not None and expected.refused < 0:
                difference = amounts[0] * correction // 100
                now += later // 3
                correct(windows[0], measures[0], difference, expected.at, now)
                client.eval(CORRECT.source, 1, keys[0], *measures[0], difference, expected.at, now)


def test_counts_expire_when_they_have_nothing_left_to_say(server):
    with server.client() as client:
        client.eval(TAKE.source, 2, "plain", "burst", 5, 0, 2_000, 0, 1, 5, 5, 2_000, 0, 10, 1_700_000_000_000)
        assert 1_900 < client.pttl("plain") <= 2_001
        assert 3_900 < client.pttl("burst") <= 4_001  # ten drain at five in two seconds


def test_a_count_is_small_however_much_passes(server):
    measure = Measure.of(10_000, 100, 60_000)
    with server.client() as client:
        for step in range(300):
            client.eval(TAKE.source, 1, "busy", *measure, 1, 1_700_000_000_000 + 100 * step)
        assert client.strlen("busy") < 300
