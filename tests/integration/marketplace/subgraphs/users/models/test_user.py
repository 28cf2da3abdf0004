from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from marketplace.common.requester import Role
from marketplace.subgraphs.users.models import User
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db


def test_users_are_found_by_a_role():
    make_user()
    moderator = make_user(roles=["MEMBER", "MODERATOR"])
    assert list(User.objects.holding(Role.MODERATOR)) == [moderator]
    assert User.objects.holding(Role.MEMBER).count() == 2
    assert not User.objects.holding(Role.ENGINEER).exists()


def test_rights_follow_from_roles():
    user = make_user(roles=["MODERATOR"])
    assert (user.is_staff, user.is_superuser) == (True, False)
    assert user.has_perms(["reviews.change_review", "users.view_user"])
    assert user.has_module_perms("offers")
    assert not user.has_perm("users.change_user")


def test_rights_end_with_the_account():
    user = make_user(roles=["MODERATOR", "ADMINISTRATOR"])
    User.objects.update(deactivated_at=user.created_at)
    user.refresh_from_db()
    assert (user.is_active, user.is_staff, user.is_superuser) == (False, False, False)
    assert not user.has_perm("reviews.change_review")


def test_djangos_command_makes_an_administrator():
    call_command(
        "createsuperuser", "--noinput", "--email", "Root@Example.org", "--display_name", "Root", "--verbosity", "0"
    )
    user = User.objects.get()
    assert user.email == "root@example.org"
    assert user.is_superuser
    assert user.is_staff


@pytest.mark.parametrize(
    "fields",
    [
        {"home_latitude": 1, "home_longitude": None},
        {"home_latitude": 91, "home_longitude": 0},
        {"home_latitude": 0, "home_longitude": -181},
        {"city_name": "Porto", "city_latitude": None, "city_longitude": 0},
    ],
)
def test_half_a_place_cannot_be_stored(fields):
    with pytest.raises(IntegrityError):
        make_user(**fields)
