"""The offers of the demo marketplace: what is for sale, by whom, where, and how far each has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from random import Random
from uuid import UUID

from marketplace.management.seeding.catalogue import LeafShelf, description_of, leaf_shelves, title_of
from marketplace.management.seeding.cities import Spot, spot_in
from marketplace.management.seeding.dates import Period
from marketplace.management.seeding.keys import key_at
from marketplace.management.seeding.people import People, Person, is_active
from marketplace.management.seeding.permutation import Permutation
from marketplace.management.seeding.popularity import Popularity
from marketplace.management.seeding.prices import asking_price
from marketplace.management.seeding.randomness import Randomness, Subject
from marketplace.management.seeding.sizes import Sizes
from marketplace.management.seeding.storefronts import storefronts
from marketplace.subgraphs.offers.domain.condition import OfferCondition
from marketplace.subgraphs.offers.domain.status import OfferStatus

_CONDITION_WEIGHTS = {
    OfferCondition.NEW: 9,
    OfferCondition.LIKE_NEW: 24,
    OfferCondition.GOOD: 44,
    OfferCondition.FAIR: 18,
    OfferCondition.FOR_PARTS: 5,
}
_STATUS_WEIGHTS = {
    OfferStatus.PUBLISHED: 74,
    OfferStatus.RESERVED: 5,
    OfferStatus.SOLD: 14,
    OfferStatus.ARCHIVED: 7,
}
_VERSION_BY_STATUS = {
    OfferStatus.DRAFT: 1,
    OfferStatus.PUBLISHED: 2,
    OfferStatus.RESERVED: 3,
    OfferStatus.SOLD: 4,
    OfferStatus.ARCHIVED: 3,
}
"""One write for each move from draft on."""

_BESTSELLERS = 100
"""Offers up to this rank are still for sale: shops that sell the same thing again and again."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What reviews need to know of an offer; cheap to make again."""

    index: int
    key: UUID
    seller: Person
    shelf: LeafShelf
    thing: str
    status: OfferStatus
    created_at: datetime
    published_at: datetime | None
    changed_at: datetime
    audience: int
    """How many people review it."""
    quality: float
    """What an average buyer would give it, in stars."""

    @property
    def version(self) -> int:
        """Return how often it was written."""
        return _VERSION_BY_STATUS[self.status]


@dataclass(frozen=True, slots=True)
class ListingDetails:
    """The rest of an offer."""

    title: str
    description: str
    condition: OfferCondition
    price_minor: int
    quantity: int
    spot: Spot
    reserved_by: Person | None
    images: tuple["Image", ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; `shows` says what is on it, for people who do not see it."""

    key: UUID
    shows: str


@dataclass(frozen=True)
class Offers:
    """All offers of one marketplace, grouped by seller."""

    randomness: Randomness
    sizes: Sizes
    period: Period
    people: People

    @cached_property
    def popularity(self) -> Popularity:
        """Return how many reviews each rank has."""
        sizes = self.sizes
        return Popularity.zipf(ranks=sizes.published_offers, total=sizes.reviews, ceiling=sizes.largest_audience)

    @cached_property
    def ranks(self) -> Permutation:
        """Return which rank, from 0, each offer has."""
        return Permutation.of(max(1, self.sizes.offers), self.randomness.of(Subject.POPULARITY, 0))

    def by_seller(self) -> Iterator[tuple[Person, Iterator[Listing]]]:
        """Yield sellers with their listings, in order of both."""
        for stock in storefronts(self.randomness, users=self.sizes.users, offers=self.sizes.offers):
            seller = self.people.outline(stock.seller)
            yield seller, (self.outline(index, seller) for index in range(stock.first, stock.first + stock.count))

    def outline(self, index: int, seller: Person) -> Listing:
        """Return offer `index`, which stands in the stock of `seller`."""
        random = self.randomness.of(Subject.OFFER, index)
        rank = self.ranks[index] + 1
        audience = self.popularity.at(rank)
        age = 3.0 if audience > _BESTSELLERS else 1.0
        created_at = self.period.since(seller.joined_at).moment(random.random() ** age * 0.98)
        status = self._status(rank, random)
        after_creation = self.period.since(created_at)
        published_at = None if status is OfferStatus.DRAFT else after_creation.moment(random.random() ** 4 * 0.5)
        changed_at = published_at or after_creation.moment(random.random() * 0.5)
        if status not in {OfferStatus.DRAFT, OfferStatus.PUBLISHED}:
            changed_at = self.period.since(changed_at).moment(random.random())
        shelf = random.choice(leaf_shelves())
        return Listing(
            index=index,
            key=key_at(created_at, random),
            seller=seller,
            shelf=shelf,
            thing=random.choice(shelf.leaf.things),
            status=status,
            created_at=created_at,
            published_at=published_at,
            changed_at=changed_at,
            audience=audience,
            quality=4.25 + 0.6 * seller.care + random.gauss(0, 0.35),
        )

    def details(self, listing: Listing) -> ListingDetails:
        """Return what the offer says."""
        random = self.randomness.of(Subject.OFFER_DETAILS, listing.index)
        place = listing.seller.place
        condition = random.choices(tuple(_CONDITION_WEIGHTS), tuple(_CONDITION_WEIGHTS.values()))[0]
        return ListingDetails(
            title=title_of(listing.shelf, listing.thing, condition, random),
            description=description_of(
                listing.shelf, listing.thing, condition=condition, city=place.name, random=random
            ),
            condition=condition,
            price_minor=asking_price(listing.shelf.leaf, condition, place.country, random),
            quantity=_quantity(listing, random),
            spot=spot_in(place, random),
            reserved_by=self._reserved_by(listing, random),
            images=_images(listing, random),
        )

    def _status(self, rank: int, random: Random) -> OfferStatus:
        if rank > self.sizes.published_offers:
            return OfferStatus.DRAFT
        if rank <= _BESTSELLERS or self.sizes.users == 1:
            return OfferStatus.PUBLISHED
        return random.choices(tuple(_STATUS_WEIGHTS), tuple(_STATUS_WEIGHTS.values()))[0]

    def _reserved_by(self, listing: Listing, random: Random) -> Person | None:
        if listing.status not in {OfferStatus.RESERVED, OfferStatus.SOLD}:
            return None
        buyer = listing.seller.index
        while buyer == listing.seller.index or not is_active(buyer):
            buyer = random.randrange(self.sizes.users)
        return self.people.outline(buyer)


def _quantity(listing: Listing, random: Random) -> int:
    if listing.audience > _BESTSELLERS:
        return random.randint(20, 400)
    return random.choices((1, 2, 3, random.randint(4, 30)), (86, 7, 4, 3))[0]


def _images(listing: Listing, random: Random) -> tuple[Image, ...]:
    views = ("front view", "back view", "detail", "with accessories")
    count = random.choices((0, 1, 2, 3, 4), (4, 30, 34, 22, 10))[0]
    return tuple(Image(key_at(listing.created_at, random), f"{listing.thing}, {view}") for view in views[:count])
