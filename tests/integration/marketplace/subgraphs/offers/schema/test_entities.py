"""What the gateway asks: entities by key, in the order asked, with the fields it had to fetch elsewhere."""

from __future__ import annotations

import pytest

from marketplace.common.public_ids import encode_public_id, new_key
from marketplace.subgraphs.offers.domain.status import OfferStatus
from tests.factories.offers import make_category, make_offer

pytestmark = pytest.mark.django_db

ENTITIES = """query ($representations: [_Any!]!) { _entities(representations: $representations) {
    __typename ... on Offer { title } ... on Category { name } ... on User { id } } }"""
NEARBY = """query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on User { offersNearby(radiusKm: 30) { nodes { title } totalCount pageInfo { hasNextPage } } } } }"""


def test_entities_come_in_the_order_asked_and_null_where_there_is_none(ask):
    offer = make_offer(title="Bike")
    draft = make_offer(status=OfferStatus.DRAFT)
    category = make_category(slug="bikes", name="Bikes")
    user_id = encode_public_id("user", new_key())
    asked = [
        {"__typename": "Category", "slug": "bikes"},
        {"__typename": "Offer", "id": encode_public_id("offer", draft.pk)},
        {"__typename": "User", "id": user_id},
        {"__typename": "Offer", "id": encode_public_id("offer", offer.pk)},
        {"__typename": "Category", "id": encode_public_id("category", category.pk)},
        {"__typename": "Offer", "id": encode_public_id("offer", new_key())},
        {"__typename": "Category", "slug": "none"},
    ]
    assert ask(ENTITIES, representations=asked) == {
        "data": {
            "_entities": [
                {"__typename": "Category", "name": "Bikes"},
                None,
                {"__typename": "User", "id": user_id},
                {"__typename": "Offer", "title": "Bike"},
                {"__typename": "Category", "name": "Bikes"},
                None,
                None,
            ]
        }
    }


def test_a_malformed_key_spoils_its_entity_only(ask):
    offer = make_offer(title="Bike")
    asked = [
        {"__typename": "Offer", "id": "offer_x"},
        {"__typename": "Offer", "id": encode_public_id("offer", offer.pk)},
        {"__typename": "User", "id": "nobody"},
    ]
    answer = ask(ENTITIES, representations=asked)
    assert answer["data"]["_entities"] == [None, {"__typename": "Offer", "title": "Bike"}, None]
    told = {(error["path"][1], error["extensions"]["code"]) for error in answer["errors"]}
    assert told == {(0, "MALFORMED_ID"), (2, "MALFORMED_ID")}


def test_offers_near_each_home_nearest_first(ask):
    for title, latitude in (("far", 38.9), ("near", 38.72), ("nearer", 38.7), ("beyond", 41.15)):
        make_offer(title=title, latitude=latitude)
    homes = [{"latitude": 38.7, "longitude": -9.1333}, {"latitude": 41.1, "longitude": -9.1333}, None]
    asked = [
        {"__typename": "User", "id": encode_public_id("user", new_key()), "homeCoordinates": home} for home in homes
    ]
    found = [entity["offersNearby"] for entity in ask(NEARBY, representations=asked)["data"]["_entities"]]
    assert [[node["title"] for node in page["nodes"]] for page in found] == [
        ["nearer", "near", "far"],
        ["beyond"],
        [],
    ]
    assert [page["totalCount"] for page in found] == [3, 1, 0]


def test_aliases_with_other_pages_are_read_apart(ask):
    seller_id = new_key()
    for title in ("old", "new"):
        make_offer(title=title, seller_id=seller_id)
    query = """query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User {
        newest: offers(first: 1) { nodes { title } pageInfo { hasNextPage } }
        oldest: offers(last: 1) { nodes { title } pageInfo { hasPreviousPage } }
    } } }"""
    asked = [{"__typename": "User", "id": encode_public_id("user", seller_id)}]
    assert ask(query, representations=asked)["data"]["_entities"] == [
        {
            "newest": {"nodes": [{"title": "new"}], "pageInfo": {"hasNextPage": True}},
            "oldest": {"nodes": [{"title": "old"}], "pageInfo": {"hasPreviousPage": True}},
        }
    ]
