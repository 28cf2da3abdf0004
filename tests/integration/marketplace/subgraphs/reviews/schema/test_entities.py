from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.common.public_ids import encode_public_id, new_key
from marketplace.common.requester import ANONYMOUS, Requester, Role
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from tests.factories.reviews import make_author, make_offer, make_review

pytestmark = pytest.mark.django_db

OFFERS = """
query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Offer {
      id
      best: reviews(first: 2, sort: HIGHEST_RATED) { nodes { id rating author { id displayName } offer { id } } }
      newest: reviews(first: 1) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id } } }
      rating { average count histogram { rating count } }
    }
  }
}
"""
USERS = """
query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on User {
      id
      reviewsWritten(first: 2) { totalCount nodes { id offer { rating { average } } author { displayName } } }
      sellerRating { average count histogram { rating count } }
    }
  }
}
"""
REVIEWS = """
query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Review { id title status author { displayName } } }
}
"""


def references(typename: str, prefix: str, keys: list[Any]) -> list[dict[str, str]]:
    return [{"__typename": typename, "id": encode_public_id(prefix, key)} for key in keys]


def assert_batched(ask, query: str, representations: list[dict[str, str]], *, statements: int) -> list[Any]:
    """Fifty cost what one costs, and each answer is the one it gets when asked for alone."""
    with CaptureQueriesContext(connection) as batch:
        answer = ask(query, representations=representations)
    assert "errors" not in answer
    together: list[Any] = answer["data"]["_entities"]
    assert len(together) == 50
    for representation, expected in zip(representations, together, strict=True):
        with CaptureQueriesContext(connection) as single:
            alone = ask(query, representations=[representation])
        assert alone == {"data": {"_entities": [expected]}}
        assert len(single) == len(batch) == statements
    return together


def test_fifty_offers_cost_what_one_costs(ask):
    offers = [make_offer() for _ in range(50)]
    author = make_author(display_name="Ada")
    for position, offer in enumerate(offers):
        for rating in range(1, 3 + position % 3):
            make_review(offer=offer, author=author if rating == 1 else None, rating=rating)
        make_review(offer=offer, rating=5, status=ModerationStatus.PENDING)

    # Two page shapes, totals, ratings and names.
    together = assert_batched(ask, OFFERS, references("Offer", "offer", [offer.pk for offer in offers]), statements=5)

    first, third = together[0], together[2]
    assert first["rating"]["average"] == 1.5
    assert third["rating"] == {
        "average": 2.5,
        "count": 4,
        "histogram": [{"rating": rating, "count": int(rating < 5)} for rating in range(1, 6)],
    }
    assert [node["rating"] for node in third["best"]["nodes"]] == [4, 3]
    assert third["newest"]["totalCount"] == 4
    assert third["newest"]["pageInfo"]["hasNextPage"] is True
    assert {node["offer"]["id"] for node in third["best"]["nodes"]} == {third["id"]}


def test_fifty_users_cost_what_one_costs(ask):
    users = [make_author(display_name=f"Author {number}") for number in range(50)]
    for user in users:
        make_review(author=user, rating=2)
        make_review(author=user, rating=4, offer=make_offer(seller_id=users[0].pk))
        make_review(author=user, rating=5, status=ModerationStatus.REJECTED)

    together = assert_batched(ask, USERS, references("User", "user", [user.pk for user in users]), statements=5)

    assert together[0]["sellerRating"]["count"] == 50
    assert together[1]["sellerRating"] == {
        "average": None,
        "count": 0,
        "histogram": [{"rating": rating, "count": 0} for rating in range(1, 6)],
    }
    assert together[1]["reviewsWritten"]["totalCount"] == 2
    assert {node["author"]["displayName"] for node in together[1]["reviewsWritten"]["nodes"]} == {"Author 1"}


def test_fifty_reviews_cost_what_one_costs(ask):
    reviews = [make_review(title=f"Title {number}") for number in range(50)]

    together = assert_batched(ask, REVIEWS, references("Review", "review", [row.pk for row in reviews]), statements=2)

    assert [entity["title"] for entity in together] == [f"Title {number}" for number in range(50)]


@pytest.mark.parametrize(
    ("status", "seen_by"),
    [
        (ModerationStatus.PUBLISHED, {"anonymous", "somebody", "author", "moderator"}),
        (ModerationStatus.PENDING, {"author", "moderator"}),
        (ModerationStatus.REJECTED, {"author", "moderator"}),
    ],
)
def test_who_sees_a_review_as_an_entity_and_in_lists(ask, status, seen_by):
    review = make_review(status=status)
    requesters = {
        "anonymous": ANONYMOUS,
        "somebody": Requester(new_key(), frozenset({Role.MEMBER})),
        "author": Requester(review.author_id),
        "moderator": Requester(new_key(), frozenset({Role.MODERATOR})),
    }
    own = references("Review", "review", [review.pk])
    of_offer = references("Offer", "offer", [review.offer_id])

    as_entity = {
        name for name, who in requesters.items() if ask(REVIEWS, who, representations=own)["data"]["_entities"][0]
    }
    in_list = {
        name
        for name, who in requesters.items()
        if ask(OFFERS, who, representations=of_offer)["data"]["_entities"][0]["newest"]["totalCount"]
    }

    assert as_entity == in_list == seen_by


def test_an_offer_and_a_user_never_heard_of_have_no_reviews(ask):
    offer = ask(OFFERS, representations=references("Offer", "offer", [new_key()]))["data"]["_entities"][0]
    user = ask(USERS, representations=references("User", "user", [new_key()]))["data"]["_entities"][0]

    assert (offer["newest"]["totalCount"], offer["rating"]["count"], offer["rating"]["average"]) == (0, 0, None)
    assert (user["reviewsWritten"]["nodes"], user["sellerRating"]["count"]) == ([], 0)


def test_a_malformed_id_spoils_its_own_entity_only(ask):
    review = make_review(title="Fine")
    representations = [{"__typename": "Review", "id": "review_nonsense"}, *references("Review", "review", [review.pk])]

    answer = ask(REVIEWS, representations=representations)

    broken, fine = answer["data"]["_entities"]
    assert (broken, fine["title"]) == (None, "Fine")
    assert [(error["path"], error["extensions"]["code"]) for error in answer["errors"]] == [
        (["_entities", 0], "MALFORMED_ID")
    ]


def test_a_bad_cursor_spoils_its_own_alias_only(ask):
    review = make_review()
    query = """
    query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on Offer { good: reviews { totalCount nodes { id } } }
        ... on User { reviewsWritten(after: "nonsense") { totalCount } }
      }
    }
    """

    answer = ask(
        query,
        representations=[
            *references("Offer", "offer", [review.offer_id]),
            *references("User", "user", [review.author_id]),
        ],
    )

    good, bad = answer["data"]["_entities"]
    assert (good["good"]["totalCount"], bad) == (1, {"reviewsWritten": None})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID_PAGE"]


def test_a_name_is_never_made_up(ask, caplog):
    """Only `Review.author` provides displayName; a planner that asks elsewhere gets an error, not a wrong name."""
    query = """
    query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on User { displayName } }
    }
    """

    with caplog.at_level(logging.CRITICAL, "marketplace.common.subgraph_endpoint"):
        answer = ask(query, representations=references("User", "user", [new_key()]))

    assert answer["data"]["_entities"] == [None]
    assert [error["message"] for error in answer["errors"]] == ["Internal error"]
