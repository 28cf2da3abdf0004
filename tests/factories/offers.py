"""Rows of the offers subgraph, as its services would have written them."""

from __future__ import annotations

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from marketplace.common.public_ids import new_key
from marketplace.subgraphs.offers.domain.category_path import path_of
from marketplace.subgraphs.offers.domain.condition import OfferCondition
from marketplace.subgraphs.offers.domain.search_text import searchable
from marketplace.subgraphs.offers.domain.status import HELD_BY_BUYER, OfferStatus
from marketplace.subgraphs.offers.models import Category, Offer, OfferImage


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    slug = factory.Sequence(lambda number: f"category-{number}")
    name = factory.LazyAttribute(lambda category: category.slug.replace("-", " ").capitalize())
    parent: Any = None
    path = factory.LazyAttribute(
        lambda category: path_of(category.slug, parent_path=category.parent.path if category.parent else "")
    )


class OfferFactory(DjangoModelFactory):
    """A published offer in Lisbon for 100.00 EUR, unless told otherwise."""

    class Meta:
        model = Offer

    seller_id = factory.LazyFunction(new_key)
    title = factory.Sequence(lambda number: f"Offer {number}")
    description = "Works as it should."
    category = factory.SubFactory(CategoryFactory)
    price_minor = 10_000
    price_currency = "EUR"
    condition = OfferCondition.GOOD
    quantity = 1
    city_name = "Lisbon"
    city_country_code = "PT"
    city_latitude = 38.7167
    city_longitude = -9.1333
    latitude = factory.SelfAttribute("city_latitude")
    longitude = factory.SelfAttribute("city_longitude")
    status = OfferStatus.PUBLISHED
    published_at = factory.LazyAttribute(lambda offer: None if offer.status == OfferStatus.DRAFT else timezone.now())
    reserved_by_id = factory.LazyAttribute(lambda offer: new_key() if offer.status in HELD_BY_BUYER else None)
    search_text = factory.LazyAttribute(lambda offer: searchable(offer.title, offer.description))


class OfferImageFactory(DjangoModelFactory):
    class Meta:
        model = OfferImage

    offer = factory.SubFactory(OfferFactory)
    position = factory.Sequence(lambda number: number % 30_000)
    url = factory.Sequence(lambda number: f"https://images.example/{number}.jpg")
    alt_text = "The thing itself"
