"""Users: active members with a home in Lisbon unless told otherwise. Their password is PASSWORD."""

from __future__ import annotations

from itertools import count
from typing import Any, Final

from django.contrib.auth.hashers import make_password

from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.users.models import User

PASSWORD: Final = "correct horse battery staple"
NUMBERS: Final = count(1)


def make_user(**fields: Any) -> User:
    number = next(NUMBERS)
    defaults = {
        "email": f"user{number}@example.org",
        "display_name": f"User {number}",
        "password": make_password(PASSWORD),
        "city_name": "Lisbon",
        "city_country_code": "PT",
        "city_latitude": 38.7223,
        "city_longitude": -9.1393,
        "home_latitude": 38.73,
        "home_longitude": -9.14,
    }
    return User.objects.create(**(defaults | fields))


def make_administrator() -> User:
    return make_user(roles=[Role.MEMBER.value, Role.ADMINISTRATOR.value])


def requester_of(user: User) -> Requester:
    return Requester(user.pk, user.role_set)
