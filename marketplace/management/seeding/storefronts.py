"""Who sells how much: most people nothing, some a few things, few a whole shop. Streams in blocks of people."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from marketplace.management.seeding.people import is_active
from marketplace.management.seeding.randomness import Randomness, Subject

_BLOCK = 500
_BUYERS_ONLY = 0.45
_LARGEST_WEIGHT = 60.0
_DEMO_MEMBER_WEIGHT = 8.0


@dataclass(frozen=True, slots=True)
class Stock:
    """The offers of one person: `count` of them, numbered from `first`."""

    seller: int
    first: int
    count: int


def storefronts(randomness: Randomness, *, users: int, offers: int) -> Iterator[Stock]:
    """Yield every seller with at least one offer, in order; the counts add up to `offers` exactly.

    Each block of people holds its even share of all offers, and divides it by weight. Offers of one seller are
    numbered in a row, which is what lets a seller's rating be added up without remembering the others.
    """
    first = 0
    for start in range(0, users, _BLOCK):
        end = min(start + _BLOCK, users)
        share = offers * end // users - offers * start // users
        weights = [_weight(randomness, person) for person in range(start, end)]
        if not any(weights):
            weights[0] = 1.0
        running = list(accumulate(weights))
        before = 0
        for person, reached in zip(range(start, end), running, strict=True):
            until = share if reached == running[-1] else int(share * reached / running[-1])
            if until > before:
                yield Stock(person, first, until - before)
                first += until - before
                before = until


def _weight(randomness: Randomness, person: int) -> float:
    random = randomness.of(Subject.STOREFRONT, person)
    if person == 0:
        return _DEMO_MEMBER_WEIGHT
    if not is_active(person) or random.random() < _BUYERS_ONLY:
        return 0.0
    return min(random.paretovariate(1.1), _LARGEST_WEIGHT)
