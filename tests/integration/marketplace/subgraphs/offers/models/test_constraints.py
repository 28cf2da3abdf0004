"""The database refuses what no service writes, whoever writes it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from marketplace.common.public_ids import new_key
from marketplace.subgraphs.offers.domain.status import OfferStatus
from tests.factories.offers import CategoryFactory, OfferFactory, OfferImageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "columns",
    [
        {"price_minor": 0},
        {"quantity": 0},
        {"status": "LOST"},
        {"status": OfferStatus.RESERVED, "reserved_by_id": None},
        {"status": OfferStatus.PUBLISHED, "reserved_by_id": new_key()},
    ],
)
def test_an_offer_that_breaks_an_invariant(columns):
    with pytest.raises(IntegrityError):
        OfferFactory(**columns)


def test_two_pictures_in_one_place():
    image = OfferImageFactory()
    with pytest.raises(IntegrityError):
        OfferImageFactory(offer=image.offer, position=image.position)


def test_two_categories_in_one_place():
    category = CategoryFactory()
    with pytest.raises(IntegrityError):
        CategoryFactory(slug="other", path=category.path)
