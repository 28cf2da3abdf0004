"""What a report says adds up: intervals to the budget, causes to the bad events, and each to what was counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reliability.reports.report import Interval, SloReport
from reliability.slo.error_budget import MinuteCounts, minute_of
from reliability.slo.model import BudgetState, CalendarUnit, CalendarWindow, GroupObjective, RollingWindow, Timeslices
from tests.factories.error_budget_reports import (
    AT,
    HAPPENINGS,
    READS,
    SLO,
    empty_report,
    make_report,
    missed_report,
    quiet_report,
    usual_report,
)

BERLIN = CalendarWindow(CalendarUnit.MONTH, ZoneInfo("Europe/Berlin"))
DAY = RollingWindow(86_400)


def smallest(intervals: Iterable[Interval]) -> list[Interval]:
    return [leaf for one in intervals for leaf in (smallest(one.parts) if one.parts else [one])]


def rows_before(at: datetime, counted: list[tuple[int, int]]) -> list[MinuteCounts]:
    first = minute_of(at) - len(counted)
    return [
        MinuteCounts(first + index, max(pair), min(pair), (("reviews", min(pair)),) if min(pair) else ())
        for index, pair in enumerate(counted)
    ]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=200), st.integers(0, 1_440))
def test_intervals_add_up_to_the_budget(counted: list[tuple[int, int]], shift: int) -> None:
    at = AT + timedelta(minutes=shift)
    report = make_report(
        replace(SLO, window=DAY, group_by=()), minutes=rows_before(at, counted), happenings=(), adjustments=(), at=at
    )
    assert sum(day.total for day in report.days) == report.budget.total
    assert sum(day.bad for day in report.days) == report.budget.bad
    assert sum(day.bad for day in report.days) == sum(leaf.bad for leaf in smallest(report.days))
    assert sum(share.bad for share in report.shares) == report.budget.bad
    if report.budget.bad:
        assert sum((day.spent for day in report.days), Fraction(0)) == report.budget.spent
        assert report.left[-1].value == float(report.budget.remaining)


def test_adjusted_minutes_are_in_no_interval_and_what_they_took_out_is_told() -> None:
    report = usual_report()
    (effect,) = report.adjustments
    assert (effect.times, effect.minutes) == (1, 120)
    assert (effect.events, effect.bad) == (report.budget.excluded_events, report.budget.excluded_bad)
    assert not any(hour.start.day == 4 and hour.start.hour in {1, 2} for day in report.days for hour in day.parts)
    assert sum(day.total for day in report.days) == report.budget.total


def test_an_incident_is_charged_with_what_was_bad_meanwhile() -> None:
    report = usual_report()
    deployment, incident = report.overlaps
    assert incident.happening is HAPPENINGS[1]
    assert incident.bad == 1602
    assert incident.bad_before == 0
    assert deployment.bad == 601
    assert incident.spent == Fraction(1602) / report.budget.allowed_at_end


def test_the_worst_hour_comes_first() -> None:
    report = usual_report()
    assert report.worst[0].start == datetime(2026, 10, 9, 10, tzinfo=UTC)
    assert [hour.spent for hour in report.worst] == sorted((hour.spent for hour in report.worst), reverse=True)


def test_days_are_those_of_the_windows_zone_when_clocks_change() -> None:
    at = datetime(2026, 10, 26, tzinfo=UTC)
    rows = [MinuteCounts(minute, 1, 1) for minute in range(minute_of(at - timedelta(days=2)), minute_of(at))]
    report = make_report(replace(SLO, window=BERLIN, group_by=()), minutes=rows, happenings=(), adjustments=(), at=at)
    lengths = {day.start.astimezone(report.zone).day: len(day.parts) for day in report.days}
    assert lengths == {24: 22, 25: 25, 26: 1}


def test_slices_are_counted_where_the_budget_counts_them() -> None:
    slo = replace(SLO, window=DAY, budgeting=Timeslices(300, Fraction(9, 10)), group_by=())
    rows = rows_before(AT, [(0, 10)] * 60 + [(5, 10)] * 10 + [(0, 10)] * 50)
    report = make_report(slo, minutes=rows, happenings=(), adjustments=())
    assert report.budget.bad == 2
    assert sum(day.bad for day in report.days) == 2
    assert sum(day.bad_events for day in report.days) == 50


def test_burn_rates_at_the_end_are_those_of_the_budget() -> None:
    report = missed_report()
    for burn in report.budget.burn_rates[:2]:
        assert report.rates[burn.seconds][-1].value == pytest.approx(float(burn.rate), rel=1e-12)


def test_a_missed_budget_freezes() -> None:
    report = missed_report()
    assert report.state is BudgetState.FROZEN
    assert report.actions
    assert report.verdict is not None
    assert "objective is missed" in report.verdict.words


def test_few_events_tell_little() -> None:
    report = quiet_report()
    assert report.budget.remaining < 0
    assert report.verdict is not None
    assert report.verdict.words.startswith("Too few events")
    assert report.verdict.low < 0.001 < report.verdict.high


def test_without_measurements_nothing_is_claimed() -> None:
    report: SloReport = empty_report()
    assert not report.has_data
    assert (report.days, report.worst, report.left, report.shares, report.verdict) == ((), (), (), (), None)


def test_in_a_calendar_window_the_state_is_that_of_the_whole_window() -> None:
    """At a month's beginning a share of the few events so far would tell little."""
    at = datetime(2026, 10, 2, tzinfo=UTC)
    rows = [MinuteCounts(minute, 100, int(minute % 8 == 0)) for minute in range(minute_of(at) - 1_440, minute_of(at))]
    report = make_report(replace(SLO, group_by=()), minutes=rows, happenings=(), adjustments=(), at=at)
    assert report.budget.remaining < 0 < report.budget.remaining_at_end
    assert report.state is BudgetState.HEALTHY


def test_a_group_with_an_objective_of_its_own_can_freeze() -> None:
    slo = replace(SLO, window=DAY, group_objectives=(GroupObjective(READS, Fraction(99_999, 100_000)),))
    rows = rows_before(AT, [(0, 1_000)] * 60 + [(1, 1_000)])
    report = make_report(slo, minutes=rows, groups={READS: rows}, happenings=(), adjustments=())
    assert report.budget.remaining > Fraction(1, 2)
    assert report.state is BudgetState.FROZEN
