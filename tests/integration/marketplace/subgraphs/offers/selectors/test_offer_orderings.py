"""Each order, walked page by page in both directions, shows every offer once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.common.coordinates import Coordinates
from marketplace.common.pagination import PageRequest, paginate
from marketplace.common.requester import ANONYMOUS
from marketplace.subgraphs.offers.errors import InvalidOfferFilterError
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.selectors.find_offers import Circle, OfferCriteria, find_offers, with_distance
from marketplace.subgraphs.offers.selectors.offer_orderings import ORDERINGS, OfferSort, ordering_of
from marketplace.subgraphs.offers.selectors.page_batches import count_each, paginate_each
from tests.factories.offers import make_category, make_offer

pytestmark = pytest.mark.django_db

HOME = Coordinates(38.7, -9.1)
START = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = {
    OfferSort.NEWEST: lambda offer: (-offer.created_at.timestamp(), -offer.pk.int),
    OfferSort.OLDEST: lambda offer: (offer.created_at, offer.pk.int),
    OfferSort.PRICE_ASC: lambda offer: (offer.price_currency, offer.price_minor, offer.pk.int),
    OfferSort.PRICE_DESC: lambda offer: (
        -ord(offer.price_currency[0]),
        -offer.price_minor,
        -offer.pk.int,
    ),
    OfferSort.NEAREST: lambda offer: (offer.distance_km, offer.pk.int),
}


def some_offers():
    """Thirty offers with many ties in every key."""
    category = make_category()
    for number in range(30):
        make_offer(
            category=category,
            created_at=START + timedelta(days=number % 7),
            price_minor=100 * (number % 4 + 1),
            price_currency=("EUR", "JPY", "USD")[number % 3],
            latitude=38.7 + (number % 5) / 100,
            longitude=-9.1,
        )
    return find_offers(OfferCriteria(within=Circle(HOME, 100)), requester=ANONYMOUS)


@pytest.mark.parametrize("sort", OfferSort)
def test_pages_forward_and_backward_show_every_offer_once_in_order(sort):
    offers = some_offers()
    expected = sorted(offers, key=KEYS[sort])
    ordering = ORDERINGS[sort]

    forward: list[Offer] = []
    after = None
    while True:
        page = paginate(offers, ordering=ordering, first=7, after=after)
        forward += page.nodes
        if not page.has_next_page:
            break
        after = page.edges[-1].cursor
    backward: list[Offer] = []
    before = None
    while True:
        page = paginate(offers, ordering=ordering, last=7, before=before)
        backward = [*page.nodes, *backward]
        if not page.has_previous_page:
            break
        before = page.edges[0].cursor

    assert forward == expected
    assert backward == expected


@pytest.mark.parametrize("sort", OfferSort)
@pytest.mark.parametrize("size", [{"first": 4}, {"last": 4}, {}])
@pytest.mark.parametrize("between", [(None, None), (5, None), (None, 20), (5, 20)])
def test_a_page_in_a_batch_is_the_page_alone(sort, size, between):
    offers = some_offers()
    ordering = ORDERINGS[sort]
    expected = sorted(offers, key=KEYS[sort])
    after, before = (None if at is None else ordering.cursor_of(expected[at]) for at in between)
    page = PageRequest(**size, after=after, before=before)
    queries = {
        "all": offers,
        "dear": offers.filter(price_minor__gte=300),
        "none": offers.filter(quantity=7),
    }

    batch = paginate_each(
        queries,
        rows_of=lambda _: with_distance(Offer.objects.all(), HOME),
        ordering=ordering,
        page=page,
    )

    alone = {
        name: paginate(query, ordering=ordering, **size, after=after, before=before) for name, query in queries.items()
    }
    assert batch == alone
    assert batch["all"].nodes
    assert count_each(queries) == {"all": 30, "dear": 14, "none": 0}


def test_the_nearest_to_what_is_not_said_is_refused():
    with pytest.raises(InvalidOfferFilterError):
        ordering_of(OfferSort.NEAREST, has_point=False)
    assert ordering_of(OfferSort.NEAREST, has_point=True) is ORDERINGS[OfferSort.NEAREST]
