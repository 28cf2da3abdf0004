from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.common.public_ids import encode_public_id, new_key
from marketplace.common.requester import ANONYMOUS, Requester
from marketplace.endpoints import SubgraphName, endpoint_of
from marketplace.subgraphs.users.models import User
from tests.factories.users import make_administrator, make_user, requester_of
from tests.harness.subgraph_client import ask

pytestmark = pytest.mark.django_db

PROFILE = """
  id displayName bio avatarUrl locale verified roles joinedAt deactivated version email
  homeCity { name countryCode coordinates { latitude longitude } }
  homeCoordinates { latitude longitude }
"""
ENTITIES = f"query($r: [_Any!]!) {{ _entities(representations: $r) {{ ... on User {{ {PROFILE} }} }} }}"


def users_ask(query, requester=ANONYMOUS, **variables):
    return ask(endpoint_of(SubgraphName.USERS), query, requester, **variables)


def public(user: User) -> str:
    return encode_public_id("user", user.pk)


def names(answer) -> list[str]:
    return [node["displayName"] for node in answer["data"]["users"]["nodes"]]


def test_a_profile():
    user = make_user(display_name="Ana", avatar_url="https://example.org/a.png", verified=True)
    answer = users_ask(f"query($id: ID!) {{ user(id: $id) {{ {PROFILE} }} }}", id=public(user))
    assert answer["data"]["user"] == {
        "id": public(user),
        "displayName": "Ana",
        "bio": "",
        "avatarUrl": "https://example.org/a.png",
        "locale": "en",
        "verified": True,
        "roles": ["MEMBER"],
        "joinedAt": user.created_at.isoformat(),
        "deactivated": False,
        "version": 1,
        "email": None,
        "homeCity": {
            "name": "Lisbon",
            "countryCode": "PT",
            "coordinates": {"latitude": 38.7223, "longitude": -9.1393},
        },
        "homeCoordinates": {"latitude": 38.73, "longitude": -9.14},
    }


def test_a_bare_profile():
    user = make_user(city_name="", city_latitude=None, city_longitude=None, home_latitude=None, home_longitude=None)
    answer = users_ask(
        "query($id: ID!) { user(id: $id) { avatarUrl homeCity { name } homeCoordinates { latitude } } }",
        id=public(user),
    )
    assert answer["data"]["user"] == {"avatarUrl": None, "homeCity": None, "homeCoordinates": None}


def test_me_is_the_user_who_asks():
    user = make_user()
    assert users_ask("{ me { id email } }", requester_of(user)) == {
        "data": {"me": {"id": public(user), "email": user.email}}
    }
    assert users_ask("{ me { id } }") == {"data": {"me": None}}


def test_an_email_is_told_to_its_owner_and_administrators():
    user, other, administrator = make_user(), make_user(), make_administrator()
    query = "query($id: ID!) { user(id: $id) { email } }"
    for requester, told in [(user, True), (administrator, True), (other, False)]:
        answer = users_ask(query, requester_of(requester), id=public(user))
        assert answer["data"]["user"]["email"] == (user.email if told else None)


def test_unknown_and_malformed_ids():
    query = "query($id: ID!) { user(id: $id) { id } }"
    assert users_ask(query, id=encode_public_id("user", new_key())) == {"data": {"user": None}}
    (error,) = users_ask(query, id=encode_public_id("offer", new_key()))["errors"]
    assert error["extensions"]["code"] == "MALFORMED_ID"
    assert "user_..." in error["message"]


def test_users_are_listed_newest_first_page_by_page():
    for name in ("Ana", "Bo", "Cy"):
        make_user(display_name=name)
    query = """query($after: String) { users(first: 2, after: $after) {
        nodes { displayName } edges { cursor node { displayName } } totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    first = users_ask(query)
    page = first["data"]["users"]
    assert names(first) == ["Cy", "Bo"]
    assert page["totalCount"] == 3
    assert page["pageInfo"]["hasNextPage"]
    assert [page["pageInfo"]["startCursor"], page["pageInfo"]["endCursor"]] == [
        edge["cursor"] for edge in page["edges"]
    ]
    second = users_ask(query, after=page["pageInfo"]["endCursor"])
    assert names(second) == ["Ana"]
    assert not second["data"]["users"]["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    ("search", "found"), [("an", ["Joana", "Ana"]), ("ANA", ["Joana", "Ana"]), ("%", []), ("", ["Bo", "Joana", "Ana"])]
)
def test_search_finds_part_of_a_name(search, found):
    for name in ("Ana", "Joana", "Bo"):
        make_user(display_name=name)
    answer = users_ask("query($search: String) { users(search: $search) { nodes { displayName } } }", search=search)
    assert names(answer) == found


def test_deactivated_users_are_listed_for_staff_only_but_found_by_id():
    gone = make_user(display_name="Gone")
    User.objects.filter(pk=gone.pk).update(deactivated_at=gone.created_at)
    listing = '{ users(search: "Gone") { nodes { displayName } totalCount } }'
    assert users_ask(listing)["data"]["users"] == {"nodes": [], "totalCount": 0}
    assert names(users_ask(listing, requester_of(make_administrator()))) == ["Gone"]
    answer = users_ask("query($id: ID!) { user(id: $id) { deactivated } }", id=public(gone))
    assert answer["data"]["user"] == {"deactivated": True}


@pytest.mark.parametrize("arguments", ["first: 0", "first: 101", "first: 1, last: 1", 'after: "junk"', 'before: ""'])
def test_a_page_that_makes_no_sense_is_refused(arguments):
    answer = users_ask(f"{{ users({arguments}) {{ totalCount }} }}")
    assert answer["data"] == {"users": None}
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_PAGE"


def test_a_page_costs_one_statement_and_its_count_another(django_assert_num_queries):
    for _ in range(5):
        make_user()
    with django_assert_num_queries(1):
        users_ask("{ users { nodes { displayName roles email homeCity { name } } pageInfo { hasNextPage } } }")
    with django_assert_num_queries(2):
        users_ask("{ users { nodes { displayName } totalCount } }")


def statements_for(users: list[User], requester: Requester) -> list[str]:
    representations = [{"__typename": "User", "id": public(user)} for user in users]
    with CaptureQueriesContext(connection) as captured:
        answer = users_ask(ENTITIES, requester, r=representations)
    assert [entity["id"] for entity in answer["data"]["_entities"]] == [public(user) for user in users]
    return [statement["sql"].split(" WHERE ")[0] for statement in captured.captured_queries]


def test_fifty_entities_cost_as_many_statements_as_one():
    users = [make_user() for _ in range(50)]
    requester = requester_of(make_administrator())
    one, fifty = statements_for(users[:1], requester), statements_for(users, requester)
    assert one == fifty
    assert len(one) == 1


def test_entities_come_in_the_order_asked_repeated_and_absent_ones_too():
    ana, bo = make_user(), make_user()
    ids = [public(bo), public(ana), encode_public_id("user", new_key()), public(bo)]
    answer = users_ask(
        "query($r: [_Any!]!) { _entities(representations: $r) { ... on User { id } } }",
        r=[{"__typename": "User", "id": identifier} for identifier in ids],
    )
    assert answer == {"data": {"_entities": [{"id": public(bo)}, {"id": public(ana)}, None, {"id": public(bo)}]}}
