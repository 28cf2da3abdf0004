"""Recurring adjustments keep their local time whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reliability.slo.error_budget import occurrences
from reliability.slo.model import Period, Recurrence

BERLIN = ZoneInfo("Europe/Berlin")
YEAR = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def expand(rule: str, first: datetime, seconds: int = 3_600, within: Period = YEAR) -> list[Period]:
    return list(occurrences(Recurrence(first=first, seconds=seconds, rule=rule, time_zone=BERLIN), within))


def test_every_sunday_at_three_in_local_time():
    found = expand("FREQ=WEEKLY", datetime.fromisoformat("2026-01-04T03:00"))
    assert len(found) == 52
    assert {one.start.astimezone(BERLIN).hour for one in found} == {3}
    assert {one.start.hour for one in found} == {1, 2}
    assert {one.end - one.start for one in found} == {timedelta(hours=1)}


def test_a_skipped_time_is_read_with_the_offset_before_the_change():
    found = expand("FREQ=DAILY;COUNT=3", datetime.fromisoformat("2026-03-28T02:30"))
    assert [one.start for one in found] == [
        datetime(2026, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),  # 02:30 does not exist: 03:30 summer time
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
    ]


def test_a_time_that_comes_twice_is_the_first():
    found = expand("FREQ=DAILY;COUNT=1", datetime.fromisoformat("2026-10-25T02:30"))
    assert [one.start for one in found] == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


def test_the_last_time_may_be_given_in_utc():
    found = expand("FREQ=DAILY;UNTIL=20260703T230000Z", datetime.fromisoformat("2026-07-01T00:30"))
    assert [one.start.day for one in found] == [30, 1, 2, 3]  # 00:30 is 22:30 UTC the day before
    assert len(expand("FREQ=DAILY;UNTIL=20260703T003000", datetime.fromisoformat("2026-07-01T00:30"))) == 3


@pytest.mark.parametrize(("start", "expected"), [(59, 1), (60, 0)])
def test_an_occurrence_that_began_before_the_period_reaches_into_it(start, expected):
    begin = datetime(2026, 7, 1, 10, tzinfo=UTC) + timedelta(minutes=start)
    within = Period(begin, begin + timedelta(minutes=1))
    assert len(expand("FREQ=DAILY", datetime.fromisoformat("2026-06-01T12:00"), within=within)) == expected
