"""Users: active members with a home in Lisbon unless told otherwise. Their password is PASSWORD."""

from __future__ import annotations

from typing import Final

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.users.models import User

PASSWORD: Final = "correct horse battery staple"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"user{number}@example.org")
    display_name = factory.Sequence(lambda number: f"User {number}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    city_name = "Lisbon"
    city_country_code = "PT"
    city_latitude = 38.7223
    city_longitude = -9.1393
    home_latitude = 38.73
    home_longitude = -9.14


def requester_of(user: User) -> Requester:
    return Requester(user.pk, user.role_set)


def administrator() -> User:
    made: User = UserFactory(roles=[Role.MEMBER.value, Role.ADMINISTRATOR.value])
    return made
