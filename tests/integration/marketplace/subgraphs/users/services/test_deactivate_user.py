from __future__ import annotations

import pytest
from django.contrib.auth import authenticate

from marketplace.common.models import OutboxMessage
from marketplace.common.problems import ProblemError
from marketplace.common.requester import ANONYMOUS, Requester
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.services.deactivate_user import deactivate_user
from tests.factories.users import PASSWORD, make_administrator, make_user, requester_of

pytestmark = pytest.mark.django_db


def refused(user: User, by: Requester, version: int = 1) -> str:
    with pytest.raises(ProblemError) as refusal:
        deactivate_user(requester=by, user_id=user.pk, version=version)
    user.refresh_from_db()
    assert not OutboxMessage.objects.exists()
    return refusal.value.problems[0].code


def test_a_closed_account_is_told_and_cannot_sign_in():
    user = make_user()
    assert authenticate(username=user.email, password=PASSWORD) == user
    closed = deactivate_user(requester=requester_of(user), user_id=user.pk, version=1)
    assert closed.deactivated_at is not None
    assert closed.version == 2
    assert authenticate(username=user.email, password=PASSWORD) is None
    message = OutboxMessage.objects.get()
    assert (message.name, message.payload) == ("users.user_deactivated", {"user_id": str(user.pk)})


def test_administrators_close_any_account():
    user = make_user()
    assert not deactivate_user(requester=requester_of(make_administrator()), user_id=user.pk, version=1).is_active


def test_others_may_not():
    user = make_user()
    assert refused(user, by=requester_of(make_user())) == "PERMISSION_DENIED"
    assert refused(user, by=ANONYMOUS) == "UNAUTHENTICATED"
    assert user.is_active


def test_a_decision_on_an_older_version_is_refused():
    user = make_user(version=2)
    assert refused(user, by=requester_of(user)) == "STALE_VERSION"
    assert user.is_active


def test_an_account_is_closed_once():
    user = make_user()
    User.objects.filter(pk=user.pk).update(deactivated_at=user.created_at)
    assert refused(user, by=requester_of(user)) == "USER_DEACTIVATED"


def test_the_last_administrator_stays():
    first = make_administrator()
    assert refused(first, by=requester_of(first)) == "LAST_ADMINISTRATOR"
    assert first.is_active
    make_administrator()
    assert not deactivate_user(requester=requester_of(first), user_id=first.pk, version=1).is_active
