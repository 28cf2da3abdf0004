from __future__ import annotations

from typing import Any

import pytest

from marketplace.common.problems import AuthenticationRequiredError, IdempotencyKeyReusedError, ProblemError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import ANONYMOUS, Requester
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import RatingTally
from marketplace.subgraphs.reviews.models import OfferRating, Review, SellerRating
from marketplace.subgraphs.reviews.selectors.ratings import ratings_of
from marketplace.subgraphs.reviews.services.add_review import add_review
from tests.factories.reviews import make_author, make_offer, make_review

pytestmark = pytest.mark.django_db

TEXTS: dict[str, Any] = {"title": "Good", "body": "Very good."}


def refused_codes(**arguments: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(ProblemError) as refused:
        add_review(**{"rating": 4, **TEXTS, **arguments})
    return [(problem.code, problem.field) for problem in refused.value.problems]


def test_a_review_is_stored_and_counted_for_offer_and_seller():
    author, seller = make_author(), new_key()
    offer = make_offer(seller_id=seller)

    review = add_review(
        requester=Requester(author.author_id), offer_id=offer.offer_id, rating=4, title=" Good ", body="Very good."
    )

    stored = Review.objects.get()
    assert (stored, stored.title, stored.status, stored.version) == (review, "Good", ModerationStatus.PUBLISHED, 1)
    once_four = RatingTally((0, 0, 0, 1, 0))
    assert ratings_of("offer", [offer.offer_id]) == {offer.offer_id: once_four}
    assert ratings_of("seller", [seller]) == {seller: once_four}


def test_a_review_with_a_link_waits_and_does_not_count():
    author, offer = make_author(), make_offer()

    review = add_review(
        requester=Requester(author.author_id),
        offer_id=offer.offer_id,
        rating=5,
        title="Look",
        body="https://example.test",
    )

    assert review.status == ModerationStatus.PENDING
    assert not OfferRating.objects.exists()
    assert not SellerRating.objects.exists()


def test_nobody_reviews_without_signing_in():
    offer = make_offer()

    with pytest.raises(AuthenticationRequiredError):
        add_review(requester=ANONYMOUS, offer_id=offer.offer_id, rating=4, **TEXTS)

    assert not Review.objects.exists()


def test_an_offer_never_heard_of_may_not_be_published_yet():
    with pytest.raises(ProblemError, match="may not be published yet"):
        add_review(requester=Requester(make_author().author_id), offer_id=new_key(), rating=4, **TEXTS)


def test_a_closed_offer_takes_no_reviews():
    author, offer = make_author(), make_offer(is_open=False)

    assert refused_codes(requester=Requester(author.author_id), offer_id=offer.offer_id) == [
        ("CLOSED_OFFER", "offerId")
    ]
    assert not Review.objects.exists()


def test_nobody_reviews_their_own_offer():
    author = make_author()
    offer = make_offer(seller_id=author.author_id)

    assert refused_codes(requester=Requester(author.author_id), offer_id=offer.offer_id) == [("OWN_OFFER", "offerId")]
    assert not Review.objects.exists()


def test_an_author_whose_name_is_not_known_must_wait():
    offer = make_offer()

    assert refused_codes(requester=Requester(new_key()), offer_id=offer.offer_id) == [("UNKNOWN_AUTHOR", None)]
    assert not Review.objects.exists()


def test_a_second_review_of_the_same_offer_is_a_duplicate():
    first = make_review(rating=2)

    assert refused_codes(requester=Requester(first.author_id), offer_id=first.offer_id) == [
        ("DUPLICATE_REVIEW", "offerId")
    ]
    assert Review.objects.get() == first
    assert ratings_of("offer", [first.offer_id])[first.offer_id].sum == 2


def test_an_idempotency_key_gives_the_first_review_again_and_counts_once():
    author, offer = make_author(), make_offer()
    arguments: dict[str, Any] = {
        "requester": Requester(author.author_id),
        "offer_id": offer.offer_id,
        "rating": 3,
        "idempotency_key": "k1",
        **TEXTS,
    }

    first, again = add_review(**arguments), add_review(**arguments)

    assert again == first
    assert ratings_of("offer", [offer.offer_id])[offer.offer_id].count == 1
    with pytest.raises(IdempotencyKeyReusedError):
        add_review(**arguments | {"rating": 1})
