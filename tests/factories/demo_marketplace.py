"""A small demo marketplace, made once for the tests that look at its offers and reviews."""

from __future__ import annotations

from functools import cache
from typing import Final

from marketplace.management.seeding.dates import ANCHOR, Period
from marketplace.management.seeding.offers import Listing, Offers
from marketplace.management.seeding.people import People
from marketplace.management.seeding.randomness import Randomness
from marketplace.management.seeding.reviews import Judgement, Reviews
from marketplace.management.seeding.sizes import Sizes

SIZES: Final = Sizes(users=300, offers=1_000, reviews=4_000)
PERIOD: Final = Period.two_years_up_to(ANCHOR)


def demo_offers(seed: int = 1) -> Offers:
    randomness = Randomness(seed)
    return Offers(randomness, SIZES, PERIOD, People(randomness, SIZES.users, PERIOD))


@cache
def demo_listings(seed: int = 1) -> tuple[Listing, ...]:
    return tuple(listing for _, of_seller in demo_offers(seed).by_seller() for listing in of_seller)


@cache
def demo_judgements(seed: int = 1) -> tuple[Judgement, ...]:
    randomness = Randomness(seed)
    reviews = Reviews(randomness, PERIOD, People(randomness, SIZES.users, PERIOD))
    return tuple(judgement for listing in demo_listings(seed) for judgement in reviews.of(listing))
