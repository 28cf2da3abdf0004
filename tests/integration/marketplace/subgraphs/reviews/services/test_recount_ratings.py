from __future__ import annotations

import logging

import pytest

from marketplace.common.public_ids import new_key
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import RatingTally
from marketplace.subgraphs.reviews.models import OfferRating, ReviewableOffer, SellerRating
from marketplace.subgraphs.reviews.selectors.ratings import ratings_of
from marketplace.subgraphs.reviews.services.recount_ratings import recount_ratings
from tests.factories.reviews import make_offer, make_review

pytestmark = pytest.mark.django_db


def test_right_totals_are_left_alone(caplog):
    for _ in range(3):
        make_review()
    make_review(status=ModerationStatus.PENDING)

    assert recount_ratings() == 0
    assert not caplog.records


def test_wrong_missing_and_left_over_totals_are_put_right(caplog):
    seller = new_key()
    wrong, missing, left_over = (make_offer(seller_id=seller) for _ in range(3))
    make_review(offer=wrong, rating=5)
    make_review(offer=missing, rating=1)
    OfferRating.objects.filter(pk=wrong.pk).update(count=2, sum=4, count_2=2, count_5=0)
    OfferRating.objects.filter(pk=missing.pk).delete()
    OfferRating.objects.create(offer_id=left_over.pk, count=1, sum=3, count_3=1)
    SellerRating.objects.all().delete()

    with caplog.at_level(logging.ERROR):
        assert recount_ratings() == 4

    assert ratings_of("offer", [wrong.pk, missing.pk, left_over.pk]) == {
        wrong.pk: RatingTally((0, 0, 0, 0, 1)),
        missing.pk: RatingTally((1, 0, 0, 0, 0)),
        left_over.pk: RatingTally(),
    }
    assert ratings_of("seller", [seller]) == {seller: RatingTally((1, 0, 0, 0, 1))}
    assert "repaired 4 rating totals" in caplog.text
    assert recount_ratings() == 0


def test_an_offer_that_was_closed_before_it_was_known_has_no_seller_to_count_for():
    ReviewableOffer.objects.create(offer_id=new_key(), open=False)

    assert recount_ratings() == 0
    assert not SellerRating.objects.exists()
