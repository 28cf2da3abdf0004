from __future__ import annotations

from typing import Any

import pytest

from marketplace.common.problems import ProblemError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import Requester
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import RatingTally
from marketplace.subgraphs.reviews.models import Review
from marketplace.subgraphs.reviews.selectors.ratings import ratings_of
from marketplace.subgraphs.reviews.services.edit_review import edit_review
from tests.factories.reviews import make_review

pytestmark = pytest.mark.django_db


def tallies(review: Review) -> tuple[RatingTally | None, RatingTally | None]:
    offer, seller = review.offer.offer_id, review.offer.seller_id
    assert seller is not None
    return ratings_of("offer", [offer]).get(offer), ratings_of("seller", [seller]).get(seller)


def test_an_edit_changes_what_is_given_and_moves_the_rating():
    review = make_review(rating=4, title="Good")

    edited = edit_review(requester=Requester(review.author_id), review_id=review.pk, version=1, rating=1)

    stored = Review.objects.get()
    assert (stored.rating, stored.title, stored.body, stored.version) == (1, "Good", review.body, 2)
    assert stored.edited_at == edited.edited_at is not None
    assert tallies(review) == (RatingTally((1, 0, 0, 0, 0)),) * 2


def test_an_edit_that_adds_a_link_takes_the_review_off_the_ratings():
    review = make_review(rating=4)

    edit_review(requester=Requester(review.author_id), review_id=review.pk, version=1, body="www.example.test")

    assert Review.objects.get().status == ModerationStatus.PENDING
    assert tallies(review) == (RatingTally(),) * 2


def test_an_edit_of_a_pending_review_does_not_touch_the_ratings():
    review = make_review(status=ModerationStatus.PENDING)

    edit_review(requester=Requester(review.author_id), review_id=review.pk, version=1, rating=1)

    assert tallies(review) == (None, None)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"version": 7, "rating": 1}, "STALE_VERSION"),
        ({"version": 1, "rating": 6}, "INVALID_RATING"),
        ({"version": 1, "title": " "}, "TEXT_REQUIRED"),
    ],
)
def test_a_refused_edit_changes_nothing(arguments, code):
    review = make_review(rating=4)

    with pytest.raises(ProblemError) as refused:
        edit_review(requester=Requester(review.author_id), review_id=review.pk, **arguments)

    assert [problem.code for problem in refused.value.problems] == [code]
    stored = Review.objects.get()
    assert (stored.rating, stored.title, stored.version) == (4, review.title, 1)
    assert tallies(review) == (RatingTally((0, 0, 0, 1, 0)),) * 2


@pytest.mark.parametrize(
    ("status", "code"),
    [(ModerationStatus.PUBLISHED, "PERMISSION_DENIED"), (ModerationStatus.PENDING, "REVIEW_NOT_FOUND")],
)
def test_only_its_author_edits_and_others_do_not_even_learn_of_a_pending_review(status, code):
    review = make_review(status=status)

    with pytest.raises(ProblemError) as refused:
        edit_review(requester=Requester(new_key()), review_id=review.pk, version=1, rating=1)

    assert [problem.code for problem in refused.value.problems] == [code]
    assert Review.objects.get().version == 1


def test_an_idempotency_key_edits_once():
    review = make_review(rating=4)
    arguments: dict[str, Any] = {
        "requester": Requester(review.author_id),
        "review_id": review.pk,
        "version": 1,
        "rating": 2,
        "idempotency_key": "k1",
    }

    assert edit_review(**arguments).version == edit_review(**arguments).version == 2
