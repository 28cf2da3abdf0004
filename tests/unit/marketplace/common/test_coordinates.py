from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marketplace.common.coordinates import (
    EARTH_RADIUS_KM,
    Coordinates,
    InvalidCoordinatesError,
    bounding_box,
    distance_km,
)

POINTS = st.builds(Coordinates, st.floats(min_value=-90, max_value=90), st.floats(min_value=-180, max_value=180))
LISBON = Coordinates(38.7223, -9.1393)
PORTO = Coordinates(41.1579, -8.6291)
FIJI = Coordinates(-17.8, 179.9)
SAMOA = Coordinates(-17.8, -179.9)


def test_distance_between_two_cities():
    assert distance_km(LISBON, PORTO) == pytest.approx(274.2, abs=0.5)


def test_distance_across_the_180th_meridian_is_short():
    assert distance_km(FIJI, SAMOA) == pytest.approx(21.17, abs=0.1)


@given(POINTS, POINTS)
def test_distance_is_symmetric_and_at_most_half_way_round(a, b):
    distance = distance_km(a, b)
    assert 0 <= distance <= math.pi * EARTH_RADIUS_KM + 1e-6
    assert distance == pytest.approx(distance_km(b, a))


@given(POINTS)
def test_a_point_is_no_distance_from_itself(point):
    assert distance_km(point, point) == 0


@given(POINTS, POINTS, POINTS)
def test_no_detour_is_shorter(a, b, c):
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1e-6


@given(POINTS, POINTS, st.floats(min_value=0, max_value=20_000))
def test_a_box_holds_every_point_within_the_radius(center, point, radius):
    assume(distance_km(center, point) <= radius)
    assert bounding_box(center, radius).contains(point)


@given(POINTS, st.floats(min_value=0, max_value=360), st.floats(min_value=1, max_value=500))
def test_a_box_holds_the_points_near_the_rim(center, bearing, radius):
    """Random pairs of points are rarely near each other: walk from the centre instead."""
    angle, heading = radius * 0.999999 / EARTH_RADIUS_KM, math.radians(bearing)
    latitude = math.radians(center.latitude)
    sine = math.sin(latitude) * math.cos(angle) + math.cos(latitude) * math.sin(angle) * math.cos(heading)
    reached = math.asin(max(-1.0, min(1.0, sine)))
    turn = math.atan2(
        math.sin(heading) * math.sin(angle) * math.cos(latitude), math.cos(angle) - math.sin(latitude) * sine
    )
    longitude = (center.longitude + math.degrees(turn) + 540) % 360 - 180
    point = Coordinates(math.degrees(reached), longitude)
    assume(distance_km(center, point) <= radius)
    assert bounding_box(center, radius).contains(point)


def test_a_box_over_the_180th_meridian_goes_round_it():
    box = bounding_box(FIJI, 50)
    assert box.west > box.east
    assert box.contains(SAMOA)
    assert not box.contains(Coordinates(-17.8, 0))


def test_a_box_at_a_pole_goes_all_the_way_round():
    box = bounding_box(Coordinates(89.9, 0), 100)
    assert (box.north, box.west, box.east) == (90, -180, 180)
    assert box.south == pytest.approx(89.0, abs=0.01)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1), (math.nan, 0), (0, math.inf)]
)
def test_what_is_not_on_earth_is_refused(latitude, longitude):
    with pytest.raises(InvalidCoordinatesError):
        Coordinates(latitude, longitude)
