"""Writing as clients do it: the result or typed problems, never an error for what a person can mend."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.common.public_ids import encode_public_id, new_key
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.models import Offer
from tests.factories.offers import make_category, make_offer

pytestmark = pytest.mark.django_db

RESULT = (
    "{ offer { id title status version quantity images { url altText position } } problems { code field message } }"
)
CREATE = f"mutation ($input: CreateOfferInput!) {{ createOffer(input: $input) {RESULT} }}"
UPDATE = f"mutation ($input: UpdateOfferInput!) {{ updateOffer(input: $input) {RESULT} }}"
MOVES = ("publishOffer", "archiveOffer", "reserveOffer", "releaseOffer", "markOfferSold")


def move(ask, name, offer, requester, **more) -> Any:
    given = {"id": encode_public_id("offer", offer.pk), **more}
    query = f"mutation ($input: MoveOfferInput!) {{ {name}(input: $input) {RESULT} }}"
    return ask(query, requester, input=given)["data"][name]


def bike(category, **more):
    return {
        "title": "  City bike ",
        "description": "Seven gears.",
        "categoryId": encode_public_id("category", category.pk),
        "price": {"amountMinor": 12_500, "currency": "EUR"},
        "condition": "GOOD",
        "city": {
            "name": "Porto",
            "countryCode": "PT",
            "coordinates": {"latitude": 41.15, "longitude": -8.61},
        },
        **more,
    }


def test_an_offer_lives_from_draft_to_sold(ask):
    seller, buyer = Requester(new_key()), Requester(new_key())
    images = [{"url": "https://images.example/1.jpg", "altText": "left"}]
    created = ask(CREATE, seller, input=bike(make_category(), images=images))["data"]["createOffer"]

    offer = Offer.objects.get()
    assert created == {
        "offer": {
            "id": encode_public_id("offer", offer.pk),
            "title": "City bike",
            "status": "DRAFT",
            "version": 1,
            "quantity": 1,
            "images": [{"url": "https://images.example/1.jpg", "altText": "left", "position": 0}],
        },
        "problems": [],
    }
    assert (offer.latitude, offer.longitude) == (41.15, -8.61)

    edit = {"id": created["offer"]["id"], "version": 1, "title": "Town bike", "images": []}
    edited = ask(UPDATE, seller, input=edit)["data"]["updateOffer"]["offer"]
    assert (edited["title"], edited["version"], edited["images"]) == ("Town bike", 2, [])

    walk = [("publishOffer", seller), ("reserveOffer", buyer), ("releaseOffer", buyer)]
    walk += [("reserveOffer", buyer), ("markOfferSold", seller)]
    statuses = [move(ask, name, offer, requester)["offer"]["status"] for name, requester in walk]
    assert statuses == ["PUBLISHED", "RESERVED", "PUBLISHED", "RESERVED", "SOLD"]


def test_an_illegal_move_tells_the_status_and_the_moves_allowed(ask):
    offer = make_offer(status=OfferStatus.RESERVED)
    assert move(ask, "publishOffer", offer, Requester(offer.seller_id)) == {
        "offer": None,
        "problems": [
            {
                "code": "ILLEGAL_STATUS_MOVE",
                "field": "status",
                "message": "PUBLISH is not possible while the offer is RESERVED; "
                "allowed from here: RELEASE, MARK_SOLD, ARCHIVE.",
            }
        ],
    }


def test_a_stale_edit_tells_the_current_version(ask):
    offer = make_offer(version=4)
    edit = {"id": encode_public_id("offer", offer.pk), "version": 3, "title": "Mine"}
    answer = ask(UPDATE, Requester(offer.seller_id), input=edit)["data"]["updateOffer"]
    assert answer["offer"] is None
    assert [problem["code"] for problem in answer["problems"]] == ["STALE_VERSION"]
    assert "the current version is 4" in answer["problems"][0]["message"]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"title": " "}, "INVALID_OFFER", "title"),
        ({"price": {"amountMinor": 0, "currency": "EUR"}}, "INVALID_OFFER", "price"),
        ({"price": {"amountMinor": -5, "currency": "EUR"}}, "INVALID_OFFER", "price"),
        ({"price": {"amountMinor": 5, "currency": "XXX"}}, "INVALID_OFFER", "price"),
        ({"categoryId": "category_1"}, "MALFORMED_ID", "categoryId"),
        ({"categoryId": encode_public_id("category", new_key())}, "CATEGORY_NOT_FOUND", "categoryId"),
        ({"coordinates": {"latitude": 91, "longitude": 0}}, "INVALID_COORDINATES", "coordinates"),
        ({"idempotencyKey": ""}, "INVALID_IDEMPOTENCY_KEY", "idempotencyKey"),
    ],
)
def test_what_is_wrong_with_a_new_offer_is_told_and_nothing_is_stored(ask, wrong, code, field):
    given = bike(make_category(), **wrong)
    answer = ask(CREATE, Requester(new_key()), input=given)["data"]["createOffer"]
    assert answer["offer"] is None
    assert [(problem["code"], problem["field"]) for problem in answer["problems"]] == [(code, field)]
    assert not Offer.objects.exists()


def test_nobody_is_told_to_sign_in(ask):
    answer = ask(CREATE, input=bike(make_category()))["data"]["createOffer"]
    assert [problem["code"] for problem in answer["problems"]] == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("name", MOVES)
def test_a_malformed_id_is_a_problem(ask, name):
    query = f'mutation {{ {name}(input: {{ id: "offer_x" }}) {RESULT} }}'
    answer = ask(query, Requester(new_key()))["data"][name]
    assert [(problem["code"], problem["field"]) for problem in answer["problems"]] == [("MALFORMED_ID", "id")]


def test_mutations_of_one_operation_do_not_read_what_the_ones_before_changed(ask):
    offer = make_offer()
    query = """mutation ($id: ID!) {
        first: updateOffer(input: { id: $id, version: 1, images: [{ url: "https://a.example" }] }) {
            offer { images { url } seller { offers { nodes { version } } } } }
        second: updateOffer(input: { id: $id, version: 2, images: [] }) {
            offer { images { url } seller { offers { nodes { version } } } } }
    }"""
    data = ask(query, Requester(offer.seller_id), id=encode_public_id("offer", offer.pk))["data"]
    assert [data[name]["offer"]["images"] for name in ("first", "second")] == [[{"url": "https://a.example"}], []]
    assert [data[name]["offer"]["seller"]["offers"]["nodes"] for name in ("first", "second")] == [
        [{"version": 2}],
        [{"version": 3}],
    ]
