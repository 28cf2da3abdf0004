"""Searching offers: each criterion narrows, and those that are absent do not."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.lookups import LessThanOrEqual

from marketplace.common.coordinate_queries import distance_expression, inside
from marketplace.common.coordinates import Coordinates, bounding_box
from marketplace.common.money import LARGEST_AMOUNT, MINOR_UNIT_DIGITS
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.search_text import words
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.errors import InvalidOfferFilterError
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.selectors.category_tree import within_category
from marketplace.subgraphs.offers.selectors.visible_offers import visible_offers

MAX_TEXT: Final = 200
LARGEST_RADIUS_KM: Final = 20_100.0
"""Half way around the Earth, rounded up: no place is farther."""


@dataclass(frozen=True, slots=True)
class PriceRange:
    """Both ends belong to the range, in minor units of one currency."""

    currency: str
    lowest: int = 0
    highest: int = LARGEST_AMOUNT

    def __post_init__(self) -> None:
        if self.currency not in MINOR_UNIT_DIGITS:
            raise InvalidOfferFilterError("A currency is a code of ISO 4217, such as EUR.", field="price.currency")


@dataclass(frozen=True, slots=True)
class Circle:
    """The rim belongs to the circle."""

    center: Coordinates
    radius_km: float

    def __post_init__(self) -> None:
        if not 0 < self.radius_km <= LARGEST_RADIUS_KM:
            raise InvalidOfferFilterError(
                f"A radius is more than 0 and at most {LARGEST_RADIUS_KM:.0f} km.",
                field="radiusKm",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCriteria:
    """A category's path stands for it and all below it, `text` for each of its words."""

    category_paths: tuple[str, ...] = ()
    price: PriceRange | None = None
    status: OfferStatus | None = None
    seller_id: UUID | None = None
    text: str = ""
    within: Circle | None = None

    def __post_init__(self) -> None:
        if len(self.text) > MAX_TEXT or "\x00" in self.text:
            raise InvalidOfferFilterError(
                f"A search text has at most {MAX_TEXT} characters, none of them NUL.", field="text"
            )


def find_offers(criteria: OfferCriteria, *, requester: Requester) -> QuerySet[Offer]:
    """The visible offers that meet all criteria, in no order; `within` adds `distance_km`."""
    found = visible_offers(requester).filter(_condition(criteria))
    return found if criteria.within is None else in_circle(found, criteria.within)


def in_circle(offers: QuerySet[Offer], circle: Circle) -> QuerySet[Offer]:
    """Keep what lies in the circle, and annotate `distance_km` to its centre.

    The box around the circle goes first, for an index serves it.
    """
    box = bounding_box(circle.center, circle.radius_km)
    distance = distance_expression("latitude", "longitude", circle.center)
    near = offers.filter(inside(box, "latitude", "longitude"), LessThanOrEqual(distance, circle.radius_km))
    return with_distance(near, circle.center)


def with_distance(offers: QuerySet[Offer], center: Coordinates) -> QuerySet[Offer]:
    return offers.annotate(distance_km=distance_expression("latitude", "longitude", center))


def _condition(criteria: OfferCriteria) -> Q:
    condition = Q()
    for path in criteria.category_paths:
        condition &= within_category(path)
    if criteria.price is not None:
        condition &= Q(
            price_currency=criteria.price.currency,
            price_minor__range=(criteria.price.lowest, criteria.price.highest),
        )
    if criteria.status is not None:
        condition &= Q(status=criteria.status)
    if criteria.seller_id is not None:
        condition &= Q(seller_id=criteria.seller_id)
    for word in words(criteria.text):
        condition &= Q(search_text__contains=word)
    return condition
