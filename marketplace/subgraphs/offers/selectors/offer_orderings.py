"""The orders in which offers are listed."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from marketplace.common.pagination import Ordering, OrderKey
from marketplace.subgraphs.offers.errors import InvalidOfferFilterError


class OfferSort(StrEnum):
    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    PRICE_ASC = "PRICE_ASC"
    PRICE_DESC = "PRICE_DESC"
    NEAREST = "NEAREST"


ORDERINGS: Final = {
    OfferSort.NEWEST: Ordering("newest", (OrderKey("created_at", datetime, descending=True),)),
    OfferSort.OLDEST: Ordering("oldest", (OrderKey("created_at", datetime),)),
    OfferSort.PRICE_ASC: Ordering("price_asc", (OrderKey("price_currency", str), OrderKey("price_minor", int))),
    OfferSort.PRICE_DESC: Ordering(
        "price_desc",
        (
            OrderKey("price_currency", str, descending=True),
            OrderKey("price_minor", int, descending=True),
        ),
    ),
    OfferSort.NEAREST: Ordering("nearest", (OrderKey("distance_km", float),)),
}
"""Prices compare within a currency only, so currencies stand one after the other.

NEAREST needs the annotation of `find_offers.in_circle`.
"""


def ordering_of(sort: OfferSort, *, has_point: bool) -> Ordering:
    """The ordering; raise InvalidOfferFilterError for NEAREST when nearest to what is not said."""
    if sort is OfferSort.NEAREST and not has_point:
        raise InvalidOfferFilterError("NEAREST needs a point: give `filter.near`.", field="sort")
    return ORDERINGS[sort]
