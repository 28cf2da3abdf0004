from __future__ import annotations

import pytest

from marketplace.common.coordinates import Coordinates, distance_km
from marketplace.common.public_ids import new_key
from marketplace.common.requester import ANONYMOUS, Requester, Role
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.errors import InvalidOfferFilterError
from marketplace.subgraphs.offers.selectors.find_offers import (
    Circle,
    OfferCriteria,
    PriceRange,
    find_offers,
)
from tests.factories.offers import make_category, make_offer

pytestmark = pytest.mark.django_db

LISBON = Coordinates(38.7167, -9.1333)
KM_OF_A_DEGREE_OF_LATITUDE = 111.195


def found(requester=ANONYMOUS, **criteria):
    return set(find_offers(OfferCriteria(**criteria), requester=requester))


def test_without_criteria_everything_public_is_found():
    offers = {make_offer(status=status) for status in OfferStatus}
    assert found() == {offer for offer in offers if offer.status != OfferStatus.DRAFT}


def test_drafts_are_seen_by_their_seller_and_staff_only():
    draft = make_offer(status=OfferStatus.DRAFT)
    seers = [
        Requester(draft.seller_id),
        Requester(new_key(), frozenset({Role.MODERATOR})),
        Requester(new_key(), frozenset({Role.ADMINISTRATOR})),
    ]
    others = [ANONYMOUS, Requester(new_key()), Requester(new_key(), frozenset({Role.AUDITOR, Role.ENGINEER}))]
    assert [found(requester) for requester in seers] == [{draft}] * 3
    assert [found(requester) for requester in others] == [set()] * 3


def test_a_category_stands_for_all_below_it():
    root = make_category(slug="cars")
    below = make_category(slug="parts", parent=root)
    deeper = make_category(slug="tyres", parent=below)
    make_category(slug="car")
    offers = [make_offer(category=category) for category in (root, below, deeper)]
    make_offer(category=make_category(slug="cars-and-more"))

    assert found(category_paths=("cars/",)) == set(offers)
    assert found(category_paths=("cars/parts/",)) == set(offers[1:])
    assert found(category_paths=("car/",)) == set()
    assert found(category_paths=("cars/", "cars/parts/tyres/")) == {offers[2]}


def test_an_underscore_in_a_path_is_no_wildcard():
    make_offer(category=make_category(slug="axb"))
    assert found(category_paths=("a_b/",)) == set()


def test_a_price_range_holds_its_ends_and_one_currency():
    offers = {price: make_offer(price_minor=price) for price in (99, 100, 150, 200, 201)}
    make_offer(price_minor=150, price_currency="USD")
    assert found(price=PriceRange("EUR", 100, 200)) == {offers[100], offers[150], offers[200]}
    assert found(price=PriceRange("EUR", lowest=201)) == {offers[201]}
    assert found(price=PriceRange("EUR", 200, 100)) == set()


def test_status_and_seller_narrow_together():
    seller_id = new_key()
    sold = make_offer(seller_id=seller_id, status=OfferStatus.SOLD)
    make_offer(seller_id=seller_id)
    make_offer(status=OfferStatus.SOLD)
    assert found(seller_id=seller_id, status=OfferStatus.SOLD) == {sold}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("bike", True),
        ("BIKE lamp", True),
        ("lamp bike", True),
        ("ik am", True),
        ("straße", True),
        ("STRASSE", True),
        ("100%", True),
        ("10_%", False),
        ("bike car", False),
        ("bikewith", False),
        ("", True),
    ],
)
def test_every_word_matches_title_or_description(text, matches):
    offer = make_offer(title="Bike", description="With lamp, from Lange Straße; 100% steel")
    assert found(text=text) == ({offer} if matches else set())


def test_a_circle_holds_its_rim_and_nothing_beyond():
    offers = [
        make_offer(latitude=LISBON.latitude + km / KM_OF_A_DEGREE_OF_LATITUDE, longitude=LISBON.longitude)
        for km in (0, 4.99, 5.01, 80)
    ]
    assert found(within=Circle(LISBON, 5)) == set(offers[:2])
    assert found(within=Circle(LISBON, 20_100)) == set(offers)


@pytest.mark.parametrize("center", [Coordinates(-17.7, 179.95), Coordinates(-17.7, -179.95)])
def test_a_circle_crosses_the_date_line(center):
    offers = {make_offer(latitude=-17.7, longitude=longitude) for longitude in (179.9, -179.9)}
    make_offer(latitude=-17.7, longitude=0)
    assert found(within=Circle(center, 50)) == offers


def test_a_circle_around_the_pole_holds_every_longitude():
    offers = {make_offer(latitude=89.9, longitude=longitude) for longitude in (-170, -80, 10, 100)}
    assert found(within=Circle(Coordinates(90, 0), 30)) == offers


def test_distances_are_those_of_the_formula():
    make_offer(latitude=41.15, longitude=-8.61)
    offer = find_offers(OfferCriteria(within=Circle(LISBON, 500)), requester=ANONYMOUS).get()
    expected = distance_km(LISBON, Coordinates(41.15, -8.61))
    assert vars(offer)["distance_km"] == pytest.approx(expected, abs=1e-6)
    assert expected == pytest.approx(274, abs=1)


@pytest.mark.parametrize("radius", [0, -1, 20_101, float("nan"), float("inf")])
def test_a_radius_that_is_none_is_refused(radius):
    with pytest.raises(InvalidOfferFilterError):
        Circle(LISBON, radius)


@pytest.mark.parametrize("text", ["x" * 201, "a\x00b"])
def test_a_text_that_is_too_long_or_holds_nul_is_refused(text):
    with pytest.raises(InvalidOfferFilterError):
        OfferCriteria(text=text)


def test_a_currency_that_is_none_is_refused():
    with pytest.raises(InvalidOfferFilterError):
        PriceRange("euro")
