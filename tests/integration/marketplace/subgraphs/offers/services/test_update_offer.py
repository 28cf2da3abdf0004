from __future__ import annotations

import pytest

from marketplace.common.coordinates import Coordinates
from marketplace.common.money import Money
from marketplace.common.problems import PermissionRefusedError, ProblemError, StaleVersionError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.errors import (
    CategoryNotFoundError,
    OfferNotEditableError,
    OfferNotFoundError,
)
from marketplace.subgraphs.offers.services.listing import ListedCity, ListingChanges
from marketplace.subgraphs.offers.services.pictures import Picture
from marketplace.subgraphs.offers.services.update_offer import update_offer
from tests.factories.offers import make_category, make_image, make_offer

pytestmark = pytest.mark.django_db


def update(offer, *, requester=None, version=1, changes=None, **others):
    return update_offer(
        requester=requester or Requester(offer.seller_id),
        offer_id=offer.pk,
        version=version,
        changes=changes or ListingChanges(),
        **others,
    )


def columns_of(offer):
    offer.refresh_from_db()
    return {field.name: getattr(offer, field.attname) for field in offer._meta.concrete_fields}


def test_what_is_given_changes_and_the_rest_stays():
    offer = make_offer(title="Old bike", description="Rusty")
    image = make_image(offer=offer)
    before = columns_of(offer)

    update(offer, changes=ListingChanges(title="OLD Bike", price=Money(5_000, "EUR")))

    after = columns_of(offer)
    changed = {name for name, value in after.items() if value != before[name]}
    assert changed == {"title", "price_minor", "version", "updated_at"}
    assert (after["title"], after["price_minor"], after["version"]) == ("OLD Bike", 5_000, 2)
    assert list(offer.images.all()) == [image]


def test_the_search_text_follows_the_title():
    offer = make_offer(title="Bike")
    update(offer, changes=ListingChanges(title="TRICYCLE"))
    assert columns_of(offer)["search_text"].startswith("tricycle\n")


def test_category_and_pictures_are_replaced():
    offer, category = make_offer(), make_category()
    for position in range(2):
        make_image(offer=offer, position=position)

    update(offer, category_id=category.pk, pictures=[Picture("https://images.example/new.jpg")])

    assert columns_of(offer)["category"] == category.pk
    assert [image.url for image in offer.images.all()] == ["https://images.example/new.jpg"]


def test_a_new_city_takes_the_offer_along_unless_told_where_it_is():
    offer = make_offer()
    porto = ListedCity("Porto", "PT", Coordinates(41.15, -8.61))
    update(offer, changes=ListingChanges(city=porto))
    assert (columns_of(offer)["latitude"], offer.longitude) == (41.15, -8.61)
    update(offer, version=2, changes=ListingChanges(city=porto, coordinates=Coordinates(41.2, -8.6)))
    assert (columns_of(offer)["latitude"], offer.city_latitude) == (41.2, 41.15)


def test_an_edit_of_an_older_version_is_refused_with_the_current_one():
    offer = make_offer(version=3)
    before = columns_of(offer)
    with pytest.raises(StaleVersionError) as refusal:
        update(offer, version=2, changes=ListingChanges(title="Mine"))
    assert (refusal.value.seen, refusal.value.current) == (2, 3)
    assert columns_of(offer) == before


@pytest.mark.parametrize("status", [OfferStatus.RESERVED, OfferStatus.SOLD, OfferStatus.ARCHIVED])
def test_what_a_buyer_holds_or_nobody_sells_is_not_editable(status):
    offer = make_offer(status=status)
    before = columns_of(offer)
    with pytest.raises(OfferNotEditableError, match=f"The offer is {status}"):
        update(offer, changes=ListingChanges(title="Mine"))
    assert columns_of(offer) == before


def test_the_currency_of_a_published_offer_stays():
    offer = make_offer(price_currency="EUR")
    before = columns_of(offer)
    with pytest.raises(ProblemError) as refusal:
        update(offer, changes=ListingChanges(price=Money(100, "USD")))
    assert [problem.field for problem in refusal.value.problems] == ["price"]
    assert columns_of(offer) == before


def test_the_currency_of_a_draft_may_change():
    offer = make_offer(status=OfferStatus.DRAFT)
    update(offer, changes=ListingChanges(price=Money(100, "USD")))
    assert columns_of(offer)["price_currency"] == "USD"


def test_only_the_seller_edits():
    offer = make_offer()
    before = columns_of(offer)
    for requester in (Requester(new_key()), Requester(new_key(), frozenset({Role.ADMINISTRATOR}))):
        with pytest.raises(PermissionRefusedError):
            update(offer, requester=requester, changes=ListingChanges(title="Mine"))
    assert columns_of(offer) == before


def test_a_draft_of_someone_else_is_not_found():
    offer = make_offer(status=OfferStatus.DRAFT)
    with pytest.raises(OfferNotFoundError):
        update(offer, requester=Requester(new_key()))


def test_an_unknown_category_is_refused():
    offer = make_offer()
    before = columns_of(offer)
    with pytest.raises(CategoryNotFoundError):
        update(offer, changes=ListingChanges(title="Mine"), category_id=new_key())
    assert columns_of(offer) == before
