"""The database refuses what no service writes, whoever writes it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from marketplace.common.public_ids import new_key
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.models import Category
from tests.factories.offers import make_category, make_image, make_offer

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
        make_offer(**columns)


def test_two_pictures_in_one_place():
    image = make_image()
    with pytest.raises(IntegrityError):
        make_image(offer=image.offer, position=image.position)


def test_two_categories_in_one_place():
    category = make_category()
    with pytest.raises(IntegrityError):
        Category.objects.create(slug="other", name="Other", path=category.path)
