"""Rotas against a watchman who walks through every quarter of an hour and only looks at the clock on the wall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reliability.alerting.domain.calendar import days_of
from reliability.alerting.domain.clock import instant_of, read_time_zone
from reliability.alerting.domain.hours import WEEKDAYS, Hours, read_weekdays
from reliability.alerting.domain.schedules import Layer, Override, Rota
from reliability.alerting.errors import OnCallError
from reliability.conventions import RotationUnit

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
CHANGES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),  # by half an hour
    "Asia/Kathmandu": (date(2026, 6, 1),),  # 5 h 45 min from UTC
    "Pacific/Apia": (date(2011, 12, 30),),  # a day that was left out
}


@st.composite
def zones_and_days(draw):
    name = draw(st.sampled_from(sorted(CHANGES)))
    return ZoneInfo(name), draw(st.sampled_from(CHANGES[name]))


quarters = st.integers(0, 95).map(lambda number: time(number // 4, number % 4 * 15))
weekdays = st.frozensets(st.integers(0, 6), min_size=1)


def walk(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += QUARTER


def first_at_or_after(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Walk until the wall clock shows the time, or more."""
    begin = datetime.combine(day, time(0), UTC) - 2 * DAY
    return next(
        instant
        for instant in walk(begin, begin + 5 * DAY)
        if instant.astimezone(zone).replace(tzinfo=None) >= datetime.combine(day, at)
    )


@given(zones_and_days(), st.integers(-1, 1), quarters)
@settings(max_examples=150, deadline=None)
def test_a_clock_time_is_the_first_instant_that_shows_it_or_more(place, offset, at):
    zone, change = place
    day = change + offset * DAY
    assert instant_of(day, at, zone) == first_at_or_after(day, at, zone)


@given(zones_and_days(), weekdays, quarters, quarters)
@settings(max_examples=40, deadline=None)
def test_hours_are_those_the_wall_clock_shows(place, days, start, end):
    zone, change = place
    hours = Hours(zone, days, start, end)
    spans = [
        (
            first_at_or_after(day, start, zone),
            first_at_or_after(day if start < end else day + DAY, end, zone),
        )
        for day in (change + number * DAY for number in range(-3, 3))
        if day.weekday() in days
    ]
    begin = datetime.combine(change, time(0), UTC)
    for instant in walk(begin - DAY, begin + DAY):
        assert hours.contain(instant) == any(first <= instant < last for first, last in spans)


@st.composite
def layers(draw, zone: ZoneInfo, change: date):
    unit = draw(st.sampled_from(RotationUnit))
    starts_on = change - draw(st.integers(0, 3)) * DAY
    start, end = draw(quarters), draw(quarters)
    return Layer(
        people=tuple(draw(st.lists(st.sampled_from("abcd"), max_size=3))),
        zone=zone,
        starts_on=starts_on,
        hand_over=draw(quarters),
        turn=draw(st.integers(1, 30 if unit is RotationUnit.HOURS else 2)),
        unit=unit,
        hours=draw(st.none() | st.just(Hours(zone, draw(weekdays), start, end))),
        ends_on=draw(st.none() | st.just(starts_on + 4 * DAY)),
    )


def watched(layer: Layer, begin: datetime, end: datetime) -> dict[datetime, object]:
    """Hand the layer over by watching the clock: no formula, one quarter after the other."""
    first = first_at_or_after(layer.starts_on, layer.hand_over, layer.zone)
    if layer.unit is RotationUnit.HOURS:
        hand_overs = [first + number * timedelta(hours=layer.turn) for number in range(300)]
    else:
        length = layer.turn * (7 if layer.unit is RotationUnit.WEEKS else 1) * DAY
        days = [layer.starts_on + number * length for number in range(8)]
        hand_overs = [first_at_or_after(day, layer.hand_over, layer.zone) for day in days]
    ends_at = layer.ends_on and first_at_or_after(layer.ends_on, layer.hand_over, layer.zone)
    on_duty = {}
    for instant in walk(begin, end):
        turns = sum(1 for hand_over in hand_overs if hand_over <= instant)
        over = ends_at is not None and instant >= ends_at
        within = layer.hours is None or layer.hours.contain(instant)
        idle = not turns or over or not within or not layer.people
        on_duty[instant] = None if idle else layer.people[(turns - 1) % len(layer.people)]
    return on_duty


@given(st.data(), zones_and_days())
@settings(max_examples=40, deadline=None)
def test_a_rota_is_what_the_watchman_sees_and_its_shifts_have_no_seams(data, place):
    zone, change = place
    rota_layers = tuple(data.draw(layers(zone, change)) for _ in range(data.draw(st.integers(0, 2))))
    begin = datetime.combine(change, time(0), UTC) - DAY
    end = begin + 4 * DAY
    starts = begin + data.draw(st.integers(0, 300)) * QUARTER
    overrides = tuple(
        Override(person, starts, starts + data.draw(st.integers(1, 90)) * QUARTER)
        for person in data.draw(st.lists(st.sampled_from("xy"), max_size=2))
    )
    rota = Rota(rota_layers, overrides)
    seen = [watched(layer, begin, end) for layer in rota_layers]
    shifts = rota.shifts(begin, end)
    assert (shifts[0].start, shifts[-1].end) == (begin, end)
    for one, other in pairwise(shifts):
        assert one.end == other.start
        assert one.person != other.person
    for instant in walk(begin, end):
        standing_in = [override.person for override in overrides if override.start <= instant < override.end]
        expected = (standing_in + [duty[instant] for duty in seen if duty[instant] is not None] + [None])[0]
        assert rota.person_at(instant) == expected
        assert next(shift.person for shift in shifts if shift.start <= instant < shift.end) == expected


def test_a_weekly_hand_over_stays_at_nine_when_the_clocks_change():
    layer = Layer(("ana", "ben"), BERLIN, date(2026, 10, 19), time(9), 1, RotationUnit.WEEKS)
    shifts = Rota((layer,)).shifts(datetime(2026, 10, 19, 7, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC))
    assert [(shift.start.isoformat(), shift.person) for shift in shifts] == [
        ("2026-10-19T07:00:00+00:00", "ana"),
        ("2026-10-26T08:00:00+00:00", "ben"),
    ]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_a_day_of_the_calendar_is_as_long_as_it_is(day, hours):
    start = datetime.combine(day, time(0), BERLIN)
    at_noon = Override("ana", datetime.combine(day, time(12), BERLIN), datetime.combine(day, time(13), BERLIN))
    shifts = Rota((), (at_noon,)).shifts(start, start + 2 * DAY)
    (only,) = days_of(shifts, day, 1, BERLIN)
    gap, ana, rest = only.segments
    assert ana.person == "ana"
    assert ana.width == pytest.approx(100 / hours, abs=0.001)
    assert gap.width + ana.width + rest.width == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize(
    ("text", "days"), [("mon-fri", "01234"), ("sat-mon", "560"), ("wed", "2"), ("mon, wed,sat-sun", "0256")]
)
def test_weekdays_as_people_write_them(text, days):
    assert read_weekdays(text) == frozenset(map(int, days))
    assert len(WEEKDAYS) == 7


@pytest.mark.parametrize("name", ["", "Berlin", "../x", "/etc/localtime", "Europe/Berlin\x00"])
def test_an_unknown_time_zone_is_refused_with_an_example(name):
    with pytest.raises(OnCallError, match="Europe/Berlin"):
        read_time_zone(name)
