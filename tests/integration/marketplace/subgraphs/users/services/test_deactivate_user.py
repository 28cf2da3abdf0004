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
    assert set(OutboxMessage.objects.values_list("name", "subscriber")) == {
        ("users.user_deactivated", "offers.archive_offers_of_user"),
        ("users.user_deactivated", "reviews.close_author"),
    }
    assert [message.payload for message in OutboxMessage.objects.all()] == [{"user_id": str(user.pk)}] * 2


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
    assert refused(user, by=requester_of(make_administrator())) == "USER_DEACTIVATED"
    assert refused(user, by=requester_of(user)) == "UNAUTHENTICATED"


def test_an_administrator_who_was_deactivated_or_is_none_any_more_closes_no_account():
    """Whatever the access token still says."""
    gone, demoted, user = make_administrator(), make_administrator(), make_user()
    requesters = [requester_of(gone), requester_of(demoted)]
    User.objects.filter(pk=gone.pk).update(deactivated_at=gone.created_at)
    User.objects.filter(pk=demoted.pk).update(roles=["MEMBER"])
    assert [refused(user, by=requester) for requester in requesters] == ["UNAUTHENTICATED", "PERMISSION_DENIED"]
    assert user.is_active


def test_closing_an_account_again_with_the_same_key_tells_the_first_result():
    user = make_user()
    closed = [
        deactivate_user(requester=requester_of(user), user_id=user.pk, version=1, idempotency_key="close")
        for _ in range(2)
    ]
    assert closed[0] == closed[1]
    assert closed[1].version == 2


def test_the_last_administrator_stays():
    first = make_administrator()
    assert refused(first, by=requester_of(first)) == "LAST_ADMINISTRATOR"
    assert first.is_active
    make_administrator()
    assert not deactivate_user(requester=requester_of(first), user_id=first.pk, version=1).is_active
