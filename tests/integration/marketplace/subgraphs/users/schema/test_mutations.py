from __future__ import annotations

import pytest

from marketplace.common.public_ids import encode_public_id
from marketplace.common.requester import ANONYMOUS
from marketplace.endpoints import SubgraphName, endpoint_of
from marketplace.subgraphs.users.models import User
from tests.factories.users import make_administrator, make_user, requester_of
from tests.harness.subgraph_client import ask

pytestmark = pytest.mark.django_db

REGISTER = """mutation($input: RegisterUserInput!) { registerUser(input: $input) {
  user { id displayName roles email } problems { code field message } } }"""
EDIT = """mutation($input: EditProfileInput!) { editProfile(input: $input) {
  user { displayName bio avatarUrl homeCity { name } version } problems { code field message } } }"""
DEACTIVATE = """mutation($input: DeactivateUserInput!) { deactivateUser(input: $input) {
  user { deactivated version } problems { code field message } } }"""
CHANGE_ROLES = """mutation($input: ChangeRolesInput!) { changeRoles(input: $input) {
  user { roles } problems { code field message } } }"""


def mutate(mutation, requester=ANONYMOUS, **given):
    answer = ask(endpoint_of(SubgraphName.USERS), mutation, requester, input=given)
    assert "errors" not in answer
    ((_, payload),) = answer["data"].items()
    assert (payload["user"] is None) == bool(payload["problems"])
    return payload


def codes(payload) -> list[tuple[str, str | None]]:
    return [(problem["code"], problem["field"]) for problem in payload["problems"]]


def test_registering():
    given = {"email": "ana@example.org", "password": "correct horse battery", "displayName": "Ana"}
    payload = mutate(REGISTER, **given)
    user = User.objects.get()
    assert payload["user"] == {
        "id": encode_public_id("user", user.pk),
        "displayName": "Ana",
        "roles": ["MEMBER"],
        "email": None,
    }
    assert codes(mutate(REGISTER, **given)) == [("EMAIL_TAKEN", "email")]


def test_registering_twice_with_one_key():
    given = {
        "email": "ana@example.org",
        "password": "correct horse battery",
        "displayName": "Ana",
        "idempotencyKey": "once",
    }
    assert mutate(REGISTER, **given)["user"] == mutate(REGISTER, **given)["user"]
    reused = mutate(REGISTER, **(given | {"displayName": "Bo"}))
    assert codes(reused) == [("IDEMPOTENCY_KEY_REUSED", "idempotencyKey")]


def test_editing_ones_own_profile():
    user = make_user(avatar_url="https://example.org/a.png", bio="Old")
    porto = {"name": "Porto", "countryCode": "PT", "coordinates": {"latitude": 41.15, "longitude": -8.63}}
    payload = mutate(EDIT, requester_of(user), version=1, displayName="New", avatarUrl=None, homeCity=porto)
    assert payload["user"] == {
        "displayName": "New",
        "bio": "Old",
        "avatarUrl": None,
        "homeCity": {"name": "Porto"},
        "version": 2,
    }


def test_a_stale_edit_is_told_the_current_version():
    user = make_user(version=7)
    payload = mutate(EDIT, requester_of(user), version=6, bio="Late")
    assert codes(payload) == [("STALE_VERSION", "version")]
    assert "the current version is 7" in payload["problems"][0]["message"]


def test_places_that_are_not_on_earth_are_told_with_their_field():
    user = make_user()
    nowhere = {"latitude": 91, "longitude": 0}
    payload = mutate(
        EDIT,
        requester_of(user),
        version=1,
        homeCity={"name": "X", "countryCode": "PT", "coordinates": nowhere},
        homeCoordinates=nowhere,
    )
    assert codes(payload) == [("INVALID_COORDINATES", "homeCity"), ("INVALID_COORDINATES", "homeCoordinates")]


def test_editing_needs_someone_signed_in_or_an_administrator():
    user = make_user()
    assert codes(mutate(EDIT, version=1, bio="Hi")) == [("UNAUTHENTICATED", None)]
    public = encode_public_id("user", user.pk)
    payload = mutate(EDIT, requester_of(make_administrator()), id=public, version=1, bio="Cleaned")
    assert payload["user"]["bio"] == "Cleaned"
    assert codes(mutate(EDIT, requester_of(user), id="user_1", version=1)) == [("MALFORMED_ID", "id")]


def test_null_where_it_makes_no_sense_is_an_error_of_the_request():
    user = make_user()
    answer = ask(endpoint_of(SubgraphName.USERS), EDIT, requester_of(user), input={"version": 1, "displayName": None})
    assert answer.get("data") is None or answer["data"]["editProfile"] is None
    assert answer["errors"][0]["message"] != "Internal error"
    user.refresh_from_db()
    assert user.version == 1


def test_deactivating():
    user = make_user()
    assert mutate(DEACTIVATE, requester_of(user), version=1)["user"] == {"deactivated": True, "version": 2}
    assert codes(mutate(DEACTIVATE, requester_of(user), version=2)) == [("UNAUTHENTICATED", None)]


def test_changing_roles():
    user = make_user()
    public = encode_public_id("user", user.pk)
    given = {"id": public, "version": 1, "roles": ["MODERATOR", "MEMBER"]}
    assert codes(mutate(CHANGE_ROLES, requester_of(user), **given)) == [("PERMISSION_DENIED", None)]
    payload = mutate(CHANGE_ROLES, requester_of(make_administrator()), **given)
    assert payload["user"] == {"roles": ["MEMBER", "MODERATOR"]}


def test_mutations_of_one_request_see_one_another():
    user = make_user()
    answer = ask(
        endpoint_of(SubgraphName.USERS),
        """mutation { a: editProfile(input: {version: 1, bio: "one"}) { user { bio } }
                      b: editProfile(input: {version: 2, bio: "two"}) { user { bio version } } }""",
        requester_of(user),
    )
    assert answer == {"data": {"a": {"user": {"bio": "one"}}, "b": {"user": {"bio": "two", "version": 3}}}}
