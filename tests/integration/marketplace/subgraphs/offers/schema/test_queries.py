from __future__ import annotations

from datetime import UTC, datetime

import pytest

from marketplace.common.public_ids import encode_public_id, new_key
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import OfferStatus
from tests.factories.offers import make_category, make_image, make_offer

pytestmark = pytest.mark.django_db


def offer_id(offer):
    return encode_public_id("offer", offer.pk)


def titles(answer):
    return [node["title"] for node in answer["data"]["offers"]["nodes"]]


def test_an_offer_in_full(ask):
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    offer = make_offer(
        title="Bike",
        description="Red",
        category=make_category(slug="bikes", name="Bikes"),
        price_minor=123_450,
        quantity=2,
        created_at=moment,
        published_at=moment,
    )
    make_image(offer=offer, position=1, url="https://images.example/b.jpg", alt_text="")
    make_image(offer=offer, position=0, url="https://images.example/a.jpg", alt_text="left")
    query = """query ($id: ID!) { offer(id: $id) {
        id title description category { slug name } price { amountMinor currency formatted } condition quantity
        city { name countryCode coordinates { latitude longitude } } coordinates { latitude longitude }
        images { url altText position } status seller { id } createdAt publishedAt version
        distanceKm(from: { latitude: 38.7167, longitude: -9.1333 }) } }"""
    lisbon = {"latitude": 38.7167, "longitude": -9.1333}
    assert ask(query, id=offer_id(offer)) == {
        "data": {
            "offer": {
                "id": offer_id(offer),
                "title": "Bike",
                "description": "Red",
                "category": {"slug": "bikes", "name": "Bikes"},
                "price": {"amountMinor": 123_450, "currency": "EUR", "formatted": "1,234.50 EUR"},
                "condition": "GOOD",
                "quantity": 2,
                "city": {"name": "Lisbon", "countryCode": "PT", "coordinates": lisbon},
                "coordinates": lisbon,
                "images": [
                    {"url": "https://images.example/a.jpg", "altText": "left", "position": 0},
                    {"url": "https://images.example/b.jpg", "altText": "", "position": 1},
                ],
                "status": "PUBLISHED",
                "seller": {"id": encode_public_id("user", offer.seller_id)},
                "createdAt": "2026-03-01T12:00:00+00:00",
                "publishedAt": "2026-03-01T12:00:00+00:00",
                "version": 1,
                "distanceKm": 0.0,
            }
        }
    }


def test_a_draft_is_null_for_strangers(ask):
    draft = make_offer(status=OfferStatus.DRAFT)
    query = "query ($id: ID!) { offer(id: $id) { title publishedAt } }"
    assert ask(query, Requester(new_key()), id=offer_id(draft))["data"] == {"offer": None}
    own = ask(query, Requester(draft.seller_id), id=offer_id(draft))["data"]
    assert own == {"offer": {"title": draft.title, "publishedAt": None}}


def test_all_filters_together(ask):
    bikes = make_category(slug="bikes", parent=make_category(slug="sports"))
    wanted = make_offer(title="Red bike", category=bikes)
    for other in (
        {"title": "Blue bike"},
        {"category": make_category()},
        {"price_minor": 20_001},
        {"price_currency": "USD"},
        {"status": OfferStatus.SOLD},
        {"latitude": 41.15},
        {"seller_id": new_key()},
    ):
        make_offer(**({"title": "Red bike", "category": bikes, "seller_id": wanted.seller_id} | other))
    query = """query ($filter: OfferFilter) { offers(filter: $filter, sort: NEAREST) {
        nodes { id } edges { node { id } } totalCount pageInfo { hasNextPage hasPreviousPage } } }"""
    found = ask(
        query,
        filter={
            "categoryId": encode_public_id("category", bikes.pk),
            "categorySlug": "sports",
            "price": {"currency": "EUR", "maxAmountMinor": 20_000},
            "status": "PUBLISHED",
            "sellerId": encode_public_id("user", wanted.seller_id),
            "text": "BIKE red",
            "near": {"point": {"latitude": 38.7, "longitude": -9.1}},
        },
    )
    assert found["data"]["offers"] == {
        "nodes": [{"id": offer_id(wanted)}],
        "edges": [{"node": {"id": offer_id(wanted)}}],
        "totalCount": 1,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False},
    }


def test_pages_follow_cursors(ask):
    for number in range(5):
        make_offer(title=str(number), price_minor=number + 1)
    query = """query ($after: String) { offers(sort: PRICE_ASC, first: 2, after: $after) {
        nodes { title } totalCount pageInfo { endCursor hasNextPage } } }"""
    after, pages = None, []
    for _ in range(3):
        answer = ask(query, after=after)
        pages.append(titles(answer))
        after = answer["data"]["offers"]["pageInfo"]["endCursor"]
        assert answer["data"]["offers"]["totalCount"] == 5
    assert pages == [["0", "1"], ["2", "3"], ["4"]]


@pytest.mark.parametrize("wanted", [{"categorySlug": "none"}, {"categorySlug": "\x00"}])
def test_in_a_category_that_is_none_nothing_is_found(ask, wanted):
    make_offer()
    query = "query ($filter: OfferFilter) { offers(filter: $filter) { nodes { title } totalCount } }"
    assert ask(query, filter=wanted)["data"]["offers"] == {"nodes": [], "totalCount": 0}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("sort: NEAREST", "INVALID_OFFER_FILTER"),
        ('filter: { text: "\\u0000" }', "INVALID_OFFER_FILTER"),
        ('filter: { price: { currency: "euro" } }', "INVALID_OFFER_FILTER"),
        ("filter: { near: { point: { latitude: 0, longitude: 0 }, radiusKm: 0 } }", "INVALID_OFFER_FILTER"),
        ("filter: { near: { point: { latitude: 91, longitude: 0 } } }", "INVALID_COORDINATES"),
        ('filter: { sellerId: "offer_00000000000000000000000000" }', "MALFORMED_ID"),
        ('filter: { categoryId: "x" }', "MALFORMED_ID"),
        ("first: 101", "INVALID_PAGE"),
        ("first: 0", "INVALID_PAGE"),
        ("first: 1, last: 1", "INVALID_PAGE"),
        ('after: "nonsense"', "INVALID_PAGE"),
    ],
)
def test_a_search_without_meaning_is_an_error_with_a_code(ask, arguments, code):
    answer = ask(f"{{ offers({arguments}) {{ nodes {{ id }} }} }}")
    assert answer["data"] == {"offers": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert answer["errors"][0]["path"] == ["offers"]


def test_a_cursor_of_another_order_is_refused(ask):
    make_offer()
    cursor = ask("{ offers(sort: OLDEST) { pageInfo { endCursor } } }")["data"]["offers"]["pageInfo"]["endCursor"]
    answer = ask("query ($after: String) { offers(after: $after) { nodes { id } } }", after=cursor)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID_PAGE"]


def test_the_category_tree(ask):
    root = make_category(slug="sports", name="Sports")
    bikes = make_category(slug="bikes", name="Bikes", parent=root)
    make_category(slug="balls", name="Balls", parent=root)
    make_category(slug="art", name="Art")
    kids = make_category(slug="kids", name="Kids' bikes", parent=bikes)
    make_offer(title="Small bike", category=kids)
    query = """{
        roots: categories { slug }
        below: categories(parentSlug: "sports") { slug }
        unknown: categories(parentSlug: "none") { slug }
        category(slug: "bikes") {
            parent { slug children { slug } }
            ancestors { slug }
            children { slug ancestors { slug } }
            offers(sort: PRICE_DESC, first: 1) { nodes { title category { slug } } totalCount }
        }
        none: category(slug: "none") { slug }
    }"""
    assert ask(query)["data"] == {
        "roots": [{"slug": "art"}, {"slug": "sports"}],
        "below": [{"slug": "balls"}, {"slug": "bikes"}],
        "unknown": [],
        "category": {
            "parent": {"slug": "sports", "children": [{"slug": "balls"}, {"slug": "bikes"}]},
            "ancestors": [{"slug": "sports"}],
            "children": [{"slug": "kids", "ancestors": [{"slug": "sports"}, {"slug": "bikes"}]}],
            "offers": {"nodes": [{"title": "Small bike", "category": {"slug": "kids"}}], "totalCount": 1},
        },
        "none": None,
    }


def test_a_category_has_no_point_to_be_near_to(ask):
    make_category(slug="bikes")
    answer = ask('{ category(slug: "bikes") { offers(sort: NEAREST) { totalCount } } }')
    assert answer["data"] == {"category": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID_OFFER_FILTER"]
