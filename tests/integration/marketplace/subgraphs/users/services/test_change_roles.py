from __future__ import annotations

import pytest

from marketplace.common.problems import ProblemError
from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.services.change_roles import change_roles
from tests.factories.users import make_administrator, make_user, requester_of

pytestmark = pytest.mark.django_db


def refused(user: User, by: Requester, roles: list[Role], version: int = 1) -> str:
    with pytest.raises(ProblemError) as refusal:
        change_roles(requester=by, user_id=user.pk, version=version, roles=roles)
    roles_before = user.roles
    user.refresh_from_db()
    assert user.roles == roles_before
    return refusal.value.problems[0].code


def test_an_administrator_replaces_the_roles():
    user = make_user()
    changed = change_roles(
        requester=requester_of(make_administrator()),
        user_id=user.pk,
        version=1,
        roles=[Role.MODERATOR, Role.MEMBER, Role.MODERATOR],
    )
    changed.refresh_from_db()
    assert changed.roles == ["MEMBER", "MODERATOR"]
    assert changed.version == 2
    assert changed.is_staff
    assert not changed.is_superuser


def test_nobody_else_does():
    user = make_user(roles=["MEMBER", "MODERATOR"])
    assert refused(user, requester_of(user), [Role.ADMINISTRATOR]) == "PERMISSION_DENIED"


def test_at_least_one_role_and_the_current_version_are_needed():
    administrator = requester_of(make_administrator())
    user = make_user(version=2)
    assert refused(user, administrator, [], version=2) == "ROLES_REQUIRED"
    assert refused(user, administrator, [Role.MEMBER]) == "STALE_VERSION"


def test_the_last_administrator_remains_one():
    administrator = make_administrator()
    make_user(roles=["MEMBER", "ADMINISTRATOR"], deactivated_at=administrator.created_at)
    assert refused(administrator, requester_of(administrator), [Role.MEMBER]) == "LAST_ADMINISTRATOR"
    make_administrator()
    changed = change_roles(
        requester=requester_of(administrator), user_id=administrator.pk, version=1, roles=[Role.MEMBER]
    )
    assert changed.role_set == {Role.MEMBER}
