"""The expression in SQL against the function in Python, on whichever database the run has."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.common.coordinate_queries import distance_expression, inside
from marketplace.common.coordinates import Coordinates, bounding_box, distance_km
from marketplace.subgraphs.users.models import User
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db

POINTS = st.builds(Coordinates, st.floats(min_value=-90, max_value=90), st.floats(min_value=-180, max_value=180))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(POINTS, POINTS)
def test_sql_and_python_agree(center, home):
    User.objects.all().delete()
    make_user(home_latitude=home.latitude, home_longitude=home.longitude)
    user = User.objects.annotate(distance=distance_expression("home_latitude", "home_longitude", center)).get()
    assert user.distance == pytest.approx(distance_km(center, home), abs=1e-3, rel=1e-6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(POINTS, POINTS, st.floats(min_value=0.1, max_value=5000))
def test_a_box_is_the_same_in_sql_and_python(center, home, radius):
    User.objects.all().delete()
    make_user(home_latitude=home.latitude, home_longitude=home.longitude)
    box = bounding_box(center, radius)
    found = User.objects.filter(inside(box, "home_latitude", "home_longitude")).exists()
    assert found == box.contains(home)


def test_the_opposite_point_is_half_way_round():
    make_user(home_latitude=0, home_longitude=180)
    distance = distance_expression("home_latitude", "home_longitude", Coordinates(0, 0))
    assert User.objects.annotate(distance=distance).get().distance == pytest.approx(20015.1, abs=0.1)
