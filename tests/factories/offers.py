"""Rows of the offers subgraph, as its services would have written them."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone

from marketplace.common.public_ids import new_key
from marketplace.subgraphs.offers.domain.category_path import path_of
from marketplace.subgraphs.offers.domain.condition import OfferCondition
from marketplace.subgraphs.offers.domain.search_text import searchable
from marketplace.subgraphs.offers.domain.status import HELD_BY_BUYER, OfferStatus
from marketplace.subgraphs.offers.models import Category, Offer, OfferImage

numbers = count(1)


def make_category(*, parent: Category | None = None, slug: str | None = None, name: str | None = None) -> Category:
    slug = slug or f"category-{next(numbers)}"
    path = path_of(slug, parent_path=parent.path if parent else "")
    return Category.objects.create(slug=slug, name=name or slug.capitalize(), parent=parent, path=path)


def make_offer(**columns: Any) -> Offer:
    """A published offer in Lisbon for 100.00 EUR, unless told otherwise; columns that follow from others do."""
    number = next(numbers)
    row: dict[str, Any] = {
        "seller_id": new_key(),
        "title": f"Offer {number}",
        "description": "Works as it should.",
        "price_minor": 10_000,
        "price_currency": "EUR",
        "condition": OfferCondition.GOOD,
        "quantity": 1,
        "city_name": "Lisbon",
        "city_country_code": "PT",
        "city_latitude": 38.7167,
        "city_longitude": -9.1333,
        "latitude": 38.7167,
        "longitude": -9.1333,
        "status": OfferStatus.PUBLISHED,
    } | columns
    if "category" not in row:
        row["category"] = make_category()
    row.setdefault("published_at", None if row["status"] == OfferStatus.DRAFT else timezone.now())
    row.setdefault("reserved_by_id", new_key() if row["status"] in HELD_BY_BUYER else None)
    return Offer.objects.create(search_text=searchable(row["title"], row["description"]), **row)


def make_image(
    *, offer: Offer | None = None, position: int = 0, url: str | None = None, alt_text: str = "The thing itself"
) -> OfferImage:
    return OfferImage.objects.create(
        offer=offer or make_offer(),
        position=position,
        url=url or f"https://images.example/{next(numbers)}.jpg",
        alt_text=alt_text,
    )
