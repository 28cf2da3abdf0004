"""Pages of the offers of sellers, in categories and near homes: for many at once, one statement.

Each function that makes pages has a twin that counts them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from marketplace.common.coordinates import Coordinates
from marketplace.common.pagination import Page, PageRequest, count_groups, paginate_groups
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.selectors.category_tree import within_category
from marketplace.subgraphs.offers.selectors.find_offers import Circle, in_circle, with_distance
from marketplace.subgraphs.offers.selectors.offer_orderings import ORDERINGS, OfferSort, ordering_of
from marketplace.subgraphs.offers.selectors.page_batches import count_each, paginate_each
from marketplace.subgraphs.offers.selectors.visible_offers import STAFF, visible_offers

COARSE_DECIMALS: Final = 1
"""A tenth of a degree is 11 km of latitude."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Whose home it is, and the circle in which offers count as near."""

    user_id: UUID
    circle: Circle


def neighbourhood(user_id: UUID, home: Coordinates, radius_km: float, *, requester: Requester) -> Neighbourhood:
    """The circle around a home; for strangers around a point near it.

    Which offers lie within ever smaller circles would otherwise tell anyone where someone lives.
    """
    if user_id != requester.user_id and not requester.has_role(*STAFF):
        home = Coordinates(round(home.latitude, COARSE_DECIMALS), round(home.longitude, COARSE_DECIMALS))
    return Neighbourhood(user_id, Circle(home, radius_km))


def pages_of_sellers(
    seller_ids: Collection[UUID], *, sort: OfferSort, page: PageRequest, requester: Requester
) -> Mapping[UUID, Page[Offer]]:
    return paginate_groups(
        visible_offers(requester),
        "seller_id",
        seller_ids,
        ordering=ORDERINGS[sort],
        first=page.first,
        after=page.after,
        last=page.last,
        before=page.before,
    )


def counts_of_sellers(seller_ids: Collection[UUID], *, requester: Requester) -> Mapping[UUID, int]:
    return count_groups(visible_offers(requester), "seller_id", seller_ids)


def pages_in_categories(
    paths: Collection[str], *, sort: OfferSort, page: PageRequest, requester: Requester
) -> Mapping[str, Page[Offer]]:
    """By path of the category; raise InvalidOfferFilterError for an order that needs a point."""
    ordering = ordering_of(sort, has_point=False)
    return paginate_each(
        _in_categories(paths, requester), rows_of=lambda _: Offer.objects.all(), ordering=ordering, page=page
    )


def counts_in_categories(paths: Collection[str], *, requester: Requester) -> Mapping[str, int]:
    return count_each(_in_categories(paths, requester))


def pages_near(
    neighbourhoods: Collection[Neighbourhood], *, sort: OfferSort, page: PageRequest
) -> Mapping[Neighbourhood, Page[Offer]]:
    """Published offers of others."""
    return paginate_each(
        _near(neighbourhoods),
        rows_of=lambda place: with_distance(Offer.objects.all(), place.circle.center),
        ordering=ORDERINGS[sort],
        page=page,
    )


def counts_near(neighbourhoods: Collection[Neighbourhood]) -> Mapping[Neighbourhood, int]:
    return count_each(_near(neighbourhoods))


def _in_categories(paths: Collection[str], requester: Requester) -> dict[str, QuerySet[Offer]]:
    offers = visible_offers(requester)
    return {path: offers.filter(within_category(path)) for path in paths}


def _near(neighbourhoods: Collection[Neighbourhood]) -> dict[Neighbourhood, QuerySet[Offer]]:
    published = Offer.objects.filter(status=OfferStatus.PUBLISHED)
    return {place: in_circle(published.exclude(seller_id=place.user_id), place.circle) for place in neighbourhoods}
