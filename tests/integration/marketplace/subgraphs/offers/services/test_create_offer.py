from __future__ import annotations

from dataclasses import replace

import pytest

from marketplace.common.coordinates import Coordinates
from marketplace.common.money import Money
from marketplace.common.problems import (
    AuthenticationRequiredError,
    IdempotencyKeyReusedError,
    ProblemError,
)
from marketplace.common.public_ids import new_key
from marketplace.common.requester import ANONYMOUS, Requester
from marketplace.subgraphs.offers.domain.condition import OfferCondition
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.errors import CategoryNotFoundError
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.services.create_offer import create_offer
from marketplace.subgraphs.offers.services.listing import ListedCity, Listing, listing_of
from marketplace.subgraphs.offers.services.pictures import Picture
from tests.factories.offers import make_category

pytestmark = pytest.mark.django_db

LISTING = Listing(
    title="City bike",
    description="Seven gears, new tyres.",
    price=Money(12_500, "EUR"),
    condition=OfferCondition.GOOD,
    quantity=1,
    city=ListedCity("Porto", "PT", Coordinates(41.15, -8.61)),
    coordinates=Coordinates(41.16, -8.62),
)
PICTURES = [Picture("https://images.example/1.jpg", "left"), Picture("https://images.example/2.jpg")]


def test_a_draft_holds_what_its_seller_said():
    requester = Requester(new_key())
    category = make_category()

    offer = create_offer(requester=requester, category_id=category.pk, listing=LISTING, pictures=PICTURES)

    stored = Offer.objects.get()
    assert stored == offer
    assert listing_of(stored) == LISTING
    assert (stored.seller_id, stored.status, stored.version) == (requester.user_id, OfferStatus.DRAFT, 1)
    assert stored.published_at is None
    assert stored.search_text == "city bike\nseven gears, new tyres."
    assert list(stored.images.values_list("position", "url", "alt_text")) == [
        (0, "https://images.example/1.jpg", "left"),
        (1, "https://images.example/2.jpg", ""),
    ]


def test_every_fault_is_told_at_once_and_nothing_is_stored():
    listing = replace(LISTING, title="", price=Money(0, "EUR"), quantity=0)
    with pytest.raises(ProblemError) as refusal:
        create_offer(
            requester=Requester(new_key()),
            category_id=make_category().pk,
            listing=listing,
            pictures=[Picture("ftp://images.example/1.jpg")],
        )
    told = {(problem.code, problem.field) for problem in refusal.value.problems}
    assert told == {("INVALID_OFFER", field) for field in ("title", "price", "quantity", "images.0.url")}
    assert not Offer.objects.exists()


def test_an_unknown_category_is_refused():
    with pytest.raises(CategoryNotFoundError):
        create_offer(requester=Requester(new_key()), category_id=new_key(), listing=LISTING)
    assert not Offer.objects.exists()


def test_nobody_cannot_sell():
    with pytest.raises(AuthenticationRequiredError):
        create_offer(requester=ANONYMOUS, category_id=make_category().pk, listing=LISTING)
    assert not Offer.objects.exists()


def test_an_idempotency_key_gives_the_first_offer_again():
    requester = Requester(new_key())
    category_id = make_category().pk

    def create(listing=LISTING, asked_by=requester):
        return create_offer(requester=asked_by, category_id=category_id, listing=listing, idempotency_key="once")

    first = create()
    assert create() == first
    assert Offer.objects.count() == 1
    with pytest.raises(IdempotencyKeyReusedError):
        create(replace(LISTING, title="Another bike"))
    assert Offer.objects.count() == 1
    assert create(asked_by=Requester(new_key())) != first
