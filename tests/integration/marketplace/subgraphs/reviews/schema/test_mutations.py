from __future__ import annotations

from typing import Any

import pytest

from marketplace.common.public_ids import encode_public_id, new_key
from marketplace.common.requester import ANONYMOUS, Requester, Role
from marketplace.subgraphs.reviews.models import Review, ReviewReport
from tests.factories.reviews import make_author, make_offer, make_report, make_review

pytestmark = pytest.mark.django_db

ADD = """
mutation ($input: AddReviewInput!) {
  addReview(input: $input) {
    review { id rating title status version author { displayName } offer { rating { average count } } }
    problems { code field message }
  }
}
"""
EDIT = """
mutation ($input: EditReviewInput!) {
  editReview(input: $input) { review { rating title version } problems { code field message } }
}
"""
MODERATE = """
mutation ($input: ModerateReviewInput!) {
  moderateReview(input: $input) { review { status version moderationReason } problems { code field message } }
}
"""
REPORT = """
mutation ($input: ReportReviewInput!) {
  reportReview(input: $input) { review { status } problems { code field message } }
}
"""


def review_id(review: Review) -> str:
    return encode_public_id("review", review.pk)


def codes(payload: dict[str, Any]) -> list[tuple[str, str | None]]:
    assert payload["review"] is None
    assert all(problem["message"] for problem in payload["problems"])
    return [(problem["code"], problem["field"]) for problem in payload["problems"]]


def test_add_answers_with_the_review_and_the_new_rating(ask):
    author, offer = make_author(display_name="Ada"), make_offer()
    wanted = {"offerId": encode_public_id("offer", offer.pk), "rating": 4, "title": "Good", "body": "Very good."}

    payload = ask(ADD, Requester(author.author_id), input=wanted)["data"]["addReview"]

    assert payload == {
        "review": {
            "id": review_id(Review.objects.get()),
            "rating": 4,
            "title": "Good",
            "status": "PUBLISHED",
            "version": 1,
            "author": {"displayName": "Ada"},
            "offer": {"rating": {"average": 4.0, "count": 1}},
        },
        "problems": [],
    }


def test_an_idempotency_key_gives_the_same_answer_again(ask):
    author, offer = make_author(), make_offer()
    wanted = {
        "offerId": encode_public_id("offer", offer.pk),
        "rating": 4,
        "title": "Good",
        "body": "Very good.",
        "idempotencyKey": "k1",
    }

    first, again = (ask(ADD, Requester(author.author_id), input=wanted) for _ in range(2))

    assert first == again
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        ({"rating": 6, "title": ""}, [("INVALID_RATING", "rating"), ("TEXT_REQUIRED", "title")]),
        ({"offerId": "offer_nonsense"}, [("MALFORMED_ID", "offerId")]),
        ({"offerId": encode_public_id("offer", new_key())}, [("UNKNOWN_OFFER", "offerId")]),
        ({"idempotencyKey": ""}, [("INVALID_IDEMPOTENCY_KEY", "idempotencyKey")]),
    ],
)
def test_add_tells_problems_and_stores_nothing(ask, changed, problems):
    wanted = {"offerId": encode_public_id("offer", make_offer().pk), "rating": 4, "title": "Good", "body": "Good."}

    payload = ask(ADD, Requester(make_author().author_id), input=wanted | changed)["data"]["addReview"]

    assert codes(payload) == problems
    assert not Review.objects.exists()


def test_a_duplicate_is_a_problem(ask):
    review = make_review()
    wanted = {"offerId": encode_public_id("offer", review.offer_id), "rating": 1, "title": "Again", "body": "Again."}

    payload = ask(ADD, Requester(review.author_id), input=wanted)["data"]["addReview"]

    assert codes(payload) == [("DUPLICATE_REVIEW", "offerId")]
    assert Review.objects.get().rating == review.rating


def test_a_stale_edit_is_a_problem_that_tells_the_current_version(ask):
    review = make_review(title="Good")
    author = Requester(review.author_id)

    edited = ask(EDIT, author, input={"id": review_id(review), "version": 1, "rating": 2})["data"]["editReview"]
    stale = ask(EDIT, author, input={"id": review_id(review), "version": 1, "rating": 5})["data"]["editReview"]

    assert edited == {"review": {"rating": 2, "title": "Good", "version": 2}, "problems": []}
    assert codes(stale) == [("STALE_VERSION", "version")]
    assert "current version is 2" in stale["problems"][0]["message"]
    assert Review.objects.get().rating == 2


def test_mutations_of_one_request_each_show_their_own_result(ask):
    review = make_review(rating=5)
    query = """
    mutation ($id: ID!) {
      first: editReview(input: {id: $id, version: 1, rating: 1}) { review { offer { rating { average } } } }
      second: editReview(input: {id: $id, version: 2, rating: 3}) { review { offer { rating { average } } } }
    }
    """

    data = ask(query, Requester(review.author_id), id=review_id(review))["data"]

    assert [data[name]["review"]["offer"]["rating"]["average"] for name in ("first", "second")] == [1.0, 3.0]


def test_a_moderator_decides_and_others_may_not(ask):
    review = make_review()
    wanted = {"id": review_id(review), "version": 1, "decision": "REJECT", "reason": "Off topic."}

    anonymous, member = (
        ask(MODERATE, requester, input=wanted)["data"]["moderateReview"]
        for requester in (ANONYMOUS, Requester(new_key(), frozenset({Role.MEMBER})))
    )
    assert codes(anonymous) == [("UNAUTHENTICATED", None)]
    assert codes(member) == [("PERMISSION_DENIED", None)]
    assert Review.objects.get().status == "PUBLISHED"

    moderator = Requester(new_key(), frozenset({Role.MODERATOR}))
    decided = ask(MODERATE, moderator, input=wanted)["data"]["moderateReview"]
    assert decided == {
        "review": {"status": "REJECTED", "version": 2, "moderationReason": "Off topic."},
        "problems": [],
    }


def test_the_report_that_withdraws_a_review_hides_it_from_the_reporter(ask):
    review = make_review()
    make_report(review)
    wanted = {"id": review_id(review), "reason": "Rude."}

    second = ask(REPORT, Requester(new_key()), input=wanted)["data"]["reportReview"]
    third = ask(REPORT, Requester(new_key()), input=wanted)["data"]["reportReview"]

    assert second == {"review": {"status": "PUBLISHED"}, "problems": []}
    assert third == {"review": None, "problems": []}
    assert (Review.objects.get().status, ReviewReport.objects.count()) == ("PENDING", 3)
