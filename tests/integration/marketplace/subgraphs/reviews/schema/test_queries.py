from __future__ import annotations

from itertools import chain

import pytest

from marketplace.common.public_ids import encode_public_id, new_key
from marketplace.common.requester import Requester
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from tests.factories.reviews import make_author, make_offer, make_review

pytestmark = pytest.mark.django_db

REVIEW = """
query ($id: ID!) {
  review(id: $id) {
    id rating title body status version createdAt editedAt moderationReason
    author { id displayName } offer { id }
  }
}
"""
REVIEWS = """
query ($filter: ReviewFilter, $first: Int, $after: String, $last: Int, $before: String) {
  reviews(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { title } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


def test_a_review_is_told_whole(ask):
    review = make_review(author=make_author(display_name="Ada"), rating=3, title="Fair", body="Fair enough.")

    answer = ask(REVIEW, id=encode_public_id("review", review.pk))

    assert answer == {
        "data": {
            "review": {
                "id": encode_public_id("review", review.pk),
                "rating": 3,
                "title": "Fair",
                "body": "Fair enough.",
                "status": "PUBLISHED",
                "version": 1,
                "createdAt": review.created_at.isoformat(),
                "editedAt": None,
                "moderationReason": None,
                "author": {"id": encode_public_id("user", review.author_id), "displayName": "Ada"},
                "offer": {"id": encode_public_id("offer", review.offer_id)},
            }
        }
    }


def test_the_moderators_reason_is_told_to_the_author_only(ask):
    review = make_review()
    review.moderation_reason = "Harmless."
    review.save()
    told = {
        who: ask(REVIEW, who, id=encode_public_id("review", review.pk))["data"]["review"]["moderationReason"]
        for who in (Requester(review.author_id), Requester(new_key()))
    }

    assert list(told.values()) == ["Harmless.", None]


def test_a_review_that_is_none_is_null(ask):
    assert ask(REVIEW, id=encode_public_id("review", new_key())) == {"data": {"review": None}}


def test_an_id_of_another_kind_is_refused(ask):
    answer = ask(REVIEW, id=encode_public_id("offer", new_key()))

    assert answer["data"] == {"review": None}
    assert answer["errors"][0]["extensions"]["code"] == "MALFORMED_ID"


def test_the_filter_holds_in_all_its_parts(ask):
    author, offer = make_author(), make_offer()
    make_review(author=author, offer=offer, rating=5, title="Wanted")
    make_review(author=author, rating=5, title="Other offer")
    make_review(offer=offer, rating=5, title="Other author")
    make_review(author=author, rating=1, title="Waiting", status=ModerationStatus.PENDING)
    offer_id, author_id = encode_public_id("offer", offer.pk), encode_public_id("user", author.pk)

    def titles(requester: Requester | None = None, **wanted: object) -> set[str]:
        page = ask(REVIEWS, *([requester] if requester else []), filter=wanted)["data"]["reviews"]
        assert page["totalCount"] == len(page["nodes"])
        return {node["title"] for node in page["nodes"]}

    assert titles() == {"Wanted", "Other offer", "Other author"}
    assert titles(offerId=offer_id) == {"Wanted", "Other author"}
    assert titles(authorId=author_id) == {"Wanted", "Other offer"}
    assert titles(offerId=offer_id, authorId=author_id, rating=5, status="PUBLISHED") == {"Wanted"}
    assert titles(rating=1) == titles(status="PENDING") == set()
    assert titles(Requester(author.author_id), status="PENDING") == {"Waiting"}


def test_pages_cover_every_review_once_forward_and_backward(ask):
    newest_first = [make_review(title=str(number)).title for number in range(7)][::-1]

    def walk(size: str, cursor: str, start: str, more: str) -> list[list[str]]:
        pages, position = [], None
        while True:
            page = ask(REVIEWS, **{size: 3}, **({cursor: position} if position else {}))["data"]["reviews"]
            assert page["totalCount"] == 7
            pages.append([node["title"] for node in page["nodes"]])
            if not page["pageInfo"][more]:
                return pages
            position = page["pageInfo"][start]

    forward = walk("first", "after", "endCursor", "hasNextPage")
    backward = walk("last", "before", "startCursor", "hasPreviousPage")

    assert [len(page) for page in forward] == [len(page) for page in backward] == [3, 3, 1]
    assert list(chain(*forward)) == list(chain(*reversed(backward))) == newest_first


def test_a_page_too_large_is_refused(ask):
    answer = ask(REVIEWS, first=101)

    assert answer["data"] == {"reviews": None}
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_PAGE"
