from __future__ import annotations

import threading

import pytest
from django.db import connection

from marketplace.common.coordinates import Coordinates
from marketplace.common.models import OutboxMessage
from marketplace.common.problems import ProblemError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import ANONYMOUS, Requester
from marketplace.subgraphs.users.domain.profile import HomeCity
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.services.edit_profile import ProfileChanges, edit_profile
from tests.factories.users import make_administrator, make_user, requester_of

PORTO = HomeCity("Porto", "PT", Coordinates(41.1579, -8.6291))


def edit(user: User, by: Requester | None = None, version: int = 1, **changes) -> User:
    requester = requester_of(user) if by is None else by
    return edit_profile(
        requester=requester,
        user_id=user.pk,
        version=version,
        changes=ProfileChanges(**changes),  # type: ignore[typeddict-item]
    )


def refused(user: User, **arguments) -> list[tuple[str, str | None]]:
    before = User.objects.filter(pk=user.pk).values().first()
    with pytest.raises(ProblemError) as refusal:
        edit(user, **arguments)
    assert User.objects.filter(pk=user.pk).values().first() == before
    assert not OutboxMessage.objects.exists()
    return [(problem.code, problem.field) for problem in refusal.value.problems]


@pytest.mark.django_db
def test_what_is_given_is_changed_and_all_else_stays():
    user = make_user(bio="Old", locale="pt")
    edited = edit(user, display_name="New Name", home_city=PORTO, home_coordinates=None)
    edited.refresh_from_db()
    assert (edited.display_name, edited.bio, edited.locale, edited.version) == ("New Name", "Old", "pt", 2)
    assert edited.home_city == PORTO
    assert edited.home_coordinates is None


@pytest.mark.django_db
def test_null_clears_city_and_avatar():
    user = make_user(avatar_url="https://example.org/a.png")
    edited = edit(user, home_city=None, avatar_url=None)
    edited.refresh_from_db()
    assert edited.home_city is None
    assert edited.avatar_url == ""


@pytest.mark.django_db
def test_only_a_new_name_is_told_to_other_subgraphs():
    user = make_user()
    edit(user, bio="Hello")
    assert not OutboxMessage.objects.exists()
    edit(user, version=2, display_name="Bo")
    assert OutboxMessage.objects.get().payload == {"user_id": str(user.pk), "display_name": "Bo", "version": "3"}


@pytest.mark.django_db
def test_an_edit_of_an_older_version_is_refused_with_the_current_one():
    user = make_user(version=4)
    assert refused(user, version=3, bio="Late") == [("STALE_VERSION", "version")]


@pytest.mark.django_db
def test_others_may_not_edit_but_administrators_may():
    user = make_user()
    assert refused(user, by=requester_of(make_user()), bio="Mine") == [("PERMISSION_DENIED", "id")]
    assert refused(user, by=ANONYMOUS, bio="Mine") == [("UNAUTHENTICATED", None)]
    assert edit(user, by=requester_of(make_administrator()), bio="Cleaned").bio == "Cleaned"


@pytest.mark.django_db
def test_everything_wrong_is_told_at_once():
    user = make_user()
    problems = refused(user, display_name="", bio="x" * 2001, avatar_url="http://x.org", locale="?")
    assert [field for _, field in problems] == ["displayName", "bio", "avatarUrl", "locale"]


@pytest.mark.django_db
def test_closed_and_absent_accounts_are_not_edited():
    gone = make_user()
    User.objects.filter(pk=gone.pk).update(deactivated_at=gone.created_at)
    assert refused(gone, bio="Back") == [("UNAUTHENTICATED", None)]
    assert refused(gone, by=requester_of(make_administrator()), bio="Back") == [("USER_DEACTIVATED", "id")]
    absent = User(id=new_key())
    assert refused(absent, by=requester_of(make_administrator()), bio="Who") == [("USER_NOT_FOUND", "id")]


@pytest.mark.django_db(transaction=True)
def test_of_edits_at_the_same_time_on_one_version_one_succeeds():
    user = make_user()
    start = threading.Barrier(3)
    outcomes: list[str] = []

    def change(name: str) -> None:
        start.wait()
        try:
            edit(user, display_name=name)
            outcomes.append("edited")
        except ProblemError as refusal:
            outcomes.append(refusal.problems[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[name]) for name in ("Ana", "Bo", "Cy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["STALE_VERSION", "STALE_VERSION", "edited"]
    user.refresh_from_db()
    assert user.version == 2
