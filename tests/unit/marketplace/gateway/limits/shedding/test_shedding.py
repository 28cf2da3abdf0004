"""When requests are refused under load, how many, and which."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.config import LoadSheddingConfig, Priority, PriorityRule
from marketplace.gateway.errors import OverloadedError
from marketplace.gateway.limits.shedding import Asker, LoadShedder, Pressure, Priorities

QUERY = Asker(operation_name="", document="{ a }", roles=frozenset(), client="")
MUTATION = Asker(operation_name="", document="mutation { a }", roles=frozenset(), client="")


def pressed(level: float, config: LoadSheddingConfig | None = None) -> LoadShedder:
    shedder = LoadShedder(config or LoadSheddingConfig())
    shedder.observe(0.0, 0.0)
    assert shedder._pressure is not None
    shedder._pressure.level = level
    return shedder


def calm(shedder: LoadShedder) -> bool:
    """As it is now: a type checker takes two looks at a property for one."""
    return shedder.is_calm


class TestPressure:
    def test_a_burst_is_no_overload(self):
        pressure = Pressure(target=0.1, interval=1.0, now=0.0)
        for now in (0.1, 0.5, 0.9):
            pressure.observe(0.3 if now > 0.1 else 0.0, now)
        pressure.observe(0.05, 1.2)
        pressure.observe(0.5, 1.3)
        assert pressure.level == 0.0

    def test_lateness_that_lasts_is_answered_more_and_more_and_rest_is_trusted_slowly(self):
        pressure = Pressure(target=0.1, interval=1.0, now=0.0)
        levels = []
        for tenth in range(1, 60):
            pressure.observe(0.2, tenth / 10)
            levels.append(pressure.level)
        assert levels[7] == 0.0
        assert levels[-1] == 3.0
        assert levels == sorted(levels)
        for tenth in range(60, 101):
            pressure.observe(0.0, tenth / 10)
        assert 1.9 < pressure.level < 2.1

    @given(st.lists(st.tuples(st.floats(0.01, 2.0), st.floats(0.0, 3.0)), max_size=60))
    def test_rises_only_after_a_whole_interval_of_lateness(self, observations):
        """The model looks back over all observations instead of remembering anything."""
        pressure = Pressure(target=0.5, interval=1.0, now=0.0)
        now, seen, before = 0.0, [(0.0, 0.0)], 0.0
        for pause, lag in observations:
            now += pause
            seen.append((now, lag))
            pressure.observe(lag, now)
            assert 0.0 <= pressure.level <= 3.0
            if pressure.level > before:
                late_since = max(at for at, each in seen if each <= 0.5)
                first_late = next(at - each for at, each in seen if at > late_since)
                assert now - first_late >= 1.0
            if lag <= 0.5:
                assert pressure.level <= before
            before = pressure.level

    @pytest.mark.parametrize(
        ("level", "shares"), [(0.0, [0, 0, 0]), (0.4, [0.4, 0, 0]), (1.5, [1, 0.5, 0]), (3.0, [1, 1, 1])]
    )
    def test_ranks_are_refused_in_their_order(self, level, shares):
        pressure = Pressure(target=1.0, interval=1.0, now=0.0)
        pressure.level = level
        assert [pressure.share(rank) for rank in range(3)] == shares
        assert pressure.share(3) == 0.0


class TestPriorities:
    rules = (
        PriorityRule(priority=Priority.CRITICAL, clients=frozenset({"till"}), types=frozenset({"mutation"})),
        PriorityRule(priority=Priority.HIGH, roles=frozenset({"SELLER"})),
        PriorityRule(priority=Priority.LOW, operations=frozenset({"Report", "Export"})),
    )

    @pytest.mark.parametrize(
        ("asker", "rank"),
        [
            (QUERY, 1),
            (Asker(operation_name="Report", document="{ a }", roles=frozenset(), client=""), 0),
            (Asker(operation_name="Report", document="{ a }", roles=frozenset({"SELLER"}), client=""), 2),
            (Asker(operation_name="", document="mutation { a }", roles=frozenset(), client="till"), 3),
            (Asker(operation_name="", document="{ a }", roles=frozenset(), client="till"), 1),
        ],
    )
    def test_the_first_rule_that_fits_decides(self, asker, rank):
        assert Priorities(self.rules).rank(asker) == rank

    @pytest.mark.parametrize(
        ("document", "kind"),
        [
            ("mutation M { a }", "mutation"),
            ("\ufeff # a comment\n, # another\n mutation{a}", "mutation"),
            ("subscription { a }", "subscription"),
            ("query mutation { a }", "query"),
            ("{ mutation }", "query"),
            ("fragment F on T { a } mutation { a }", "query"),
            ("# only a comment", "query"),
            ("", "query"),
        ],
    )
    def test_the_type_is_read_off_the_first_word(self, document, kind):
        asker = Asker(operation_name="", document=document, roles=frozenset(), client="")
        assert asker.operation_type == kind


class TestShedder:
    def test_refuses_exactly_the_share_that_is_due(self):
        shedder = pressed(1.3)
        refused = [shedder.decide(1) for _ in range(100)]
        assert 29 <= sum(refused) <= 31
        assert all(shedder.decide(0) for _ in range(10))
        assert not any(shedder.decide(2) for _ in range(10))

    def test_mutations_come_last_by_default_and_the_error_says_when_to_come_back(self):
        shedder = pressed(2.0, LoadSheddingConfig(retry_after=1.2))
        shedder.refuse(lambda: MUTATION)
        with pytest.raises(OverloadedError) as refusal:
            shedder.refuse(lambda: QUERY)
        assert (refusal.value.http_status, refusal.value.response_headers) == (503, {"retry-after": "2"})
        assert shedder.refused == [0, 1, 0]

    def test_finds_out_by_itself_that_the_loop_is_late_and_that_it_is_not_any_more(self):
        config = LoadSheddingConfig(target_lag=0.02, interval=0.1)

        async def scenario() -> None:
            shedder = LoadShedder(config)
            shedder.refuse(lambda: QUERY)
            assert calm(shedder)
            for _ in range(8):
                time.sleep(0.05)  # noqa: ASYNC251 - a loop that is held up is the point
                await asyncio.sleep(0)
            assert not calm(shedder)
            busy = shedder.level
            assert busy > 0.5
            await asyncio.sleep(0.1)
            assert shedder.level < busy

        asyncio.run(scenario())

    def test_stops_watching_a_calm_process_until_the_next_request(self):
        async def scenario() -> None:
            shedder = LoadShedder(LoadSheddingConfig(target_lag=10.0, interval=0.05))
            shedder.refuse(lambda: QUERY)
            assert calm(shedder)
            async with asyncio.timeout(10):
                while calm(shedder):  # noqa: ASYNC110 - a timer ends it
                    await asyncio.sleep(0.02)
            shedder.refuse(lambda: QUERY)
            assert calm(shedder)

        asyncio.run(scenario())
