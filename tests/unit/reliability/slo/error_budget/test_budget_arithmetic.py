"""Budgets against brute force: every event looked at by itself, over random streams, windows and time zones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from reliability.slo.error_budget import CountsInMemory, MinuteCounts, explain, measure_budget, minute_of
from reliability.slo.model import Adjustment, CalendarUnit, CalendarWindow, Period, RollingWindow, Timeslices

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns")
CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin springs forward
    datetime(2026, 10, 25, 1, tzinfo=UTC),  # ... and falls back
    datetime(2026, 11, 1, 6, tzinfo=UTC),  # New York falls back
    datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe goes back half an hour
)
OBJECTIVES = st.sampled_from([Fraction(1, 2), Fraction(9, 10), Fraction(999, 1000), Fraction(2, 3)])
MOMENTS = st.builds(
    lambda change, seconds: change + timedelta(seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(-3 * 86_400, 3 * 86_400),
)
WINDOWS = st.one_of(
    st.builds(RollingWindow, st.sampled_from([3_600, 86_400, 2 * 86_400])),
    st.builds(
        CalendarWindow,
        st.sampled_from([CalendarUnit.DAY, CalendarUnit.WEEK]),
        st.sampled_from(ZONES).map(ZoneInfo),
    ),
)


@st.composite
def streams(draw, around: datetime) -> list[MinuteCounts]:
    """Minutes in the eight days before and the day after a moment."""
    first = minute_of(around) - 8 * 1_440
    minutes = draw(st.lists(st.integers(0, 9 * 1_440), max_size=60, unique=True))
    rows = []
    for minute in minutes:
        total = draw(st.integers(0, 1_000))
        rows.append(MinuteCounts(first + minute, total, draw(st.integers(0, total))))
    return rows


@st.composite
def adjustments(draw, around: datetime) -> tuple[Adjustment, ...]:
    periods = draw(st.lists(st.tuples(st.integers(-9 * 86_400, 86_400), st.integers(1, 3 * 86_400)), max_size=4))
    return tuple(
        Adjustment(
            name="planned",
            reason="announced",
            when=Period(around + timedelta(seconds=start), around + timedelta(seconds=start + length)),
            slos=draw(st.sampled_from([(), ("shop/orders",), ("shop/other",)])),
        )
        for start, length in periods
    )


@st.composite
def cases(draw):
    at = draw(MOMENTS)
    return at, draw(WINDOWS), draw(OBJECTIVES), draw(streams(at)), draw(adjustments(at))


def adjusted_in(minutes: Iterable[int], planned: tuple[Adjustment, ...]) -> set[int]:
    """Those of which an adjustment of this SLO has a moment."""
    periods = [
        (one.when.start.timestamp(), one.when.end.timestamp())
        for one in planned
        if isinstance(one.when, Period) and one.slos in {(), ("shop/orders",)}
    ]
    return {minute for minute in minutes if any(a < (minute + 1) * 60 and b > minute * 60 for a, b in periods)}


def minutes_of(start: datetime, end: datetime) -> list[int]:
    first, last = start.timestamp(), end.timestamp()
    return [minute for minute in range(minute_of(start) - 2, minute_of(end) + 2) if first <= minute * 60 < last]


@settings(max_examples=60, deadline=None)
@given(cases())
def test_events_are_counted_as_one_by_one(case):
    at, window, objective, rows, planned = case
    budget = measure_budget(
        CountsInMemory(rows), objective=objective, window=window, at=at, reference="shop/orders", adjustments=planned
    )
    period = window.period(at)
    assert period.start <= at
    elapsed = set(minutes_of(period.start, min(at, period.end)))
    adjusted = adjusted_in(minutes_of(period.start, max(at, period.end)), planned)
    inside = [row for row in rows if row.minute in elapsed]
    counted = [row for row in inside if row.minute not in adjusted]
    assert budget.total == sum(row.total for row in counted)
    assert budget.bad == sum(row.bad for row in counted)
    assert budget.excluded_events == sum(row.total for row in inside) - budget.total
    assert budget.excluded_minutes == len(adjusted & elapsed)
    assert budget.minutes_with_data == len(counted)
    assert budget.minutes_with_data + budget.minutes_without_data + budget.excluded_minutes == len(elapsed)
    assert budget.allowed_bad == budget.total * (1 - objective)
    assert budget.good + budget.bad == budget.total
    if budget.total:
        assert budget.spent * budget.allowed_bad == budget.bad
    assert budget.remaining + budget.spent == 1
    for burn in budget.burn_rates:
        recent = range(minute_of(at) - burn.seconds // 60, minute_of(at))
        in_window = [row for row in rows if row.minute in recent]
        left_out = adjusted_in([row.minute for row in in_window], planned)
        lately = [row for row in in_window if row.minute not in left_out]
        assert (burn.total, burn.bad) == (sum(row.total for row in lately), sum(row.bad for row in lately))
        if burn.total:
            assert burn.rate == Fraction(burn.bad, burn.total) / (1 - objective)
    if isinstance(window, CalendarWindow):
        to_come = [
            minute
            for minute in minutes_of(period.start, period.end)
            if minute not in elapsed and minute not in adjusted
        ]
        expected = budget.total + (Fraction(budget.total * len(to_come), len(counted)) if counted else 0)
        assert budget.projection
        assert budget.projection.total == expected
    assert len(explain(budget)) >= 10


@settings(max_examples=60, deadline=None)
@given(cases(), st.sampled_from([1, 5, 7, 60]), st.sampled_from([Fraction(95, 100), Fraction(1), Fraction(1, 3)]))
def test_slices_are_judged_one_by_one(case, minutes, target):
    at, window, objective, rows, planned = case
    budget = measure_budget(
        CountsInMemory(rows),
        objective=objective,
        window=window,
        at=at,
        reference="shop/orders",
        adjustments=planned,
        budgeting=Timeslices(minutes * 60, target),
    )
    by_minute = {row.minute: row for row in rows}
    elapsed = set(minutes_of(window.period(at).start, at))
    adjusted = adjusted_in(elapsed, planned)
    slices = bad = 0
    for number in sorted({minute // minutes for minute in elapsed}):
        own = range(number * minutes, (number + 1) * minutes)
        kept = [minute for minute in own if minute not in adjusted]
        if not all(minute in elapsed for minute in own) or not kept:
            continue
        slices += 1
        events = [by_minute[minute] for minute in kept if minute in by_minute]
        total, wrong = sum(row.total for row in events), sum(row.bad for row in events)
        bad += bool(total) and Fraction(total - wrong, total) < target
    assert budget.total == slices
    assert budget.bad == bad
    # With this many slices in the window a calendar's budget is known from its beginning.
    if budget.projection:
        assert budget.projection.total >= budget.total


def test_the_day_the_clocks_change_has_its_own_length():
    berlin = ZoneInfo("Europe/Berlin")
    for day, hours in ((datetime(2026, 3, 29, 12, tzinfo=berlin), 23), (datetime(2026, 10, 25, 12, tzinfo=berlin), 25)):
        budget = measure_budget(
            CountsInMemory([]),
            objective=Fraction(99, 100),
            window=CalendarWindow(CalendarUnit.DAY, berlin),
            at=day.replace(hour=23, minute=59, second=59),
            budgeting=Timeslices(3_600, Fraction(1, 2)),
        )
        assert budget.projection
        assert budget.projection.total == hours


def test_exhaustion_is_when_the_last_allowed_bad_event_comes():
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    now = minute_of(at)
    rows = [MinuteCounts(now - 10_000, 98_800, 0), MinuteCounts(now - 30, 1_200, 60)]
    budget = measure_budget(
        CountsInMemory(rows), objective=Fraction(999, 1000), window=RollingWindow(30 * 86_400), at=at
    )
    assert budget.allowed_bad == 100
    assert budget.remaining == Fraction(40, 100)
    assert budget.exhaustion == at + timedelta(minutes=40)  # 40 are left, 60 come in an hour
    quiet = measure_budget(
        CountsInMemory(rows[:1]), objective=Fraction(999, 1000), window=RollingWindow(30 * 86_400), at=at
    )
    assert quiet.exhaustion is None


def test_without_events_nothing_is_spent():
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    budget = measure_budget(CountsInMemory([]), objective=Fraction(999, 1000), window=RollingWindow(86_400), at=at)
    assert budget.spent == budget.error_ratio == 0
    assert budget.remaining == 1
    assert budget.exhaustion is None
    assert budget.minutes_without_data == 1_440
