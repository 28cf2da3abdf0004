"""No number of SQL statements grows with a list: fifty of anything cost what one costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.common.public_ids import encode_public_id, new_key
from tests.factories.offers import make_category, make_image, make_offer

pytestmark = pytest.mark.django_db

PAGE = "nodes { id category { name } images { url } seller { id } } totalCount"


def representations(typename: str, prefix: str, keys: list[Any], **more: Any) -> list[Any]:
    return [{"__typename": typename, "id": encode_public_id(prefix, key), **more} for key in keys]


def statements(ask: Any, query: str, **variables: Any) -> tuple[int, Any]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = ask(query, **variables)
    assert "errors" not in answer, answer
    return len(captured), answer["data"]


def deep_category() -> Any:
    root = make_category()
    make_category(parent=root)
    return make_category(parent=make_category(parent=root))


def offer_with_images(**columns: Any) -> Any:
    offer = make_offer(category=deep_category(), **columns)
    for position in range(2):
        make_image(offer=offer, position=position)
    return offer


OFFER_ENTITIES = """
query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Offer {
  id title price { formatted } city { name } images { url } seller { id }
  category { name parent { name } ancestors { slug children { name } } children { name } }
} } }
"""
USER_ENTITIES = f"""
query ($representations: [_Any!]!) {{ _entities(representations: $representations) {{ ... on User {{
  id offers(first: 3) {{ {PAGE} }} offersNearby(radiusKm: 50, first: 3) {{ {PAGE} }}
}} }} }}
"""
CATEGORY_ENTITIES = f"""
query ($representations: [_Any!]!) {{ _entities(representations: $representations) {{ ... on Category {{
  id name parent {{ slug }} ancestors {{ slug }} children {{ slug }} offers(first: 3) {{ {PAGE} }}
}} }} }}
"""


def test_fifty_offers_cost_the_statements_of_one(ask):
    keys = [offer_with_images().pk for _ in range(50)]
    one, _ = statements(ask, OFFER_ENTITIES, representations=representations("Offer", "offer", keys[:1]))
    fifty, data = statements(ask, OFFER_ENTITIES, representations=representations("Offer", "offer", keys))

    assert [entity["id"] for entity in data["_entities"]] == [encode_public_id("offer", key) for key in keys]
    assert {len(entity["category"]["ancestors"]) for entity in data["_entities"]} == {2}
    assert one == fifty == 7  # offers, images, categories, parents, ancestors, children, children of ancestors


def test_fifty_users_cost_the_statements_of_one(ask):
    keys = [new_key() for _ in range(50)]
    for key in keys:
        offer_with_images(seller_id=key)
    home = {"latitude": 38.7, "longitude": -9.1}
    wanted = representations("User", "user", keys, homeCoordinates=home)
    one, _ = statements(ask, USER_ENTITIES, representations=wanted[:1])
    fifty, data = statements(ask, USER_ENTITIES, representations=wanted)

    assert {entity["offers"]["totalCount"] for entity in data["_entities"]} == {1}
    assert {entity["offersNearby"]["totalCount"] for entity in data["_entities"]} == {49}
    assert {len(entity["offersNearby"]["nodes"]) for entity in data["_entities"]} == {3}
    assert one == fifty == 6  # two kinds of pages, their counts, categories, images


def test_fifty_categories_cost_the_statements_of_one(ask):
    categories = [deep_category() for _ in range(50)]
    for category in categories:
        make_offer(category=category)
    wanted = representations("Category", "category", [category.pk for category in categories])
    one, _ = statements(ask, CATEGORY_ENTITIES, representations=wanted[:1])
    fifty, data = statements(ask, CATEGORY_ENTITIES, representations=wanted)

    assert {entity["offers"]["totalCount"] for entity in data["_entities"]} == {1}
    assert one == fifty == 7  # categories, parents, ancestors, children, pages, counts, images


def test_a_page_of_fifty_costs_the_statements_of_a_page_of_one(ask):
    for _ in range(51):
        offer_with_images()
    query = """query ($first: Int) { offers(first: $first) { nodes {
        id category { ancestors { name } } images { url } } pageInfo { hasNextPage } } }"""
    one, _ = statements(ask, query, first=1)
    fifty, data = statements(ask, query, first=50)

    assert len(data["offers"]["nodes"]) == 50
    assert one == fifty == 4  # offers, categories, ancestors, images


def test_rows_are_counted_only_when_asked_for(ask):
    make_offer()
    without, _ = statements(ask, "{ offers { nodes { id } } }")
    counting, data = statements(ask, "{ offers { nodes { id } totalCount } }")

    assert (without, counting) == (1, 2)
    assert data["offers"]["totalCount"] == 1
