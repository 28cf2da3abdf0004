"""Browsers with someone of the staff signed in to the admin."""

from __future__ import annotations

from django.test import Client

from marketplace.common.requester import Role
from marketplace.subgraphs.users.models import User
from tests.factories.users import make_user


def make_staff(*roles: Role) -> User:
    return make_user(roles=[Role.MEMBER.value, *(role.value for role in roles)])


def signed_in(*roles: Role) -> Client:
    client = Client()
    client.force_login(make_staff(*roles))
    return client
