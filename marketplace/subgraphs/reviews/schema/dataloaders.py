"""Batched reads of one request: however long a list, each loader costs one statement per set of page arguments."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from marketplace.common.pagination import Ordering, Page, PageRequest, count_groups
from marketplace.common.problems import ProblemError
from marketplace.common.requester import Requester
from marketplace.subgraphs.reviews.domain.ratings import RatingTally
from marketplace.subgraphs.reviews.models import Review
from marketplace.subgraphs.reviews.selectors.copies import author_names
from marketplace.subgraphs.reviews.selectors.ratings import Subject, ratings_of
from marketplace.subgraphs.reviews.selectors.review_pages import Owner, pages_by_owner
from marketplace.subgraphs.reviews.selectors.visible_reviews import visible_reviews

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class PageKey:
    """One owner's page; keys that differ in nothing but `owner_key` are read together."""

    owner: Owner
    owner_key: UUID
    ordering: Ordering
    request: PageRequest


@dataclass(frozen=True, slots=True)
class ReviewsLoaders:
    """One set per request. After a write the next read must not see what was read before it: see `forget`."""

    reviews: DataLoader[UUID, Review | None]
    author_names: DataLoader[UUID, str | None]
    offer_ratings: DataLoader[UUID, RatingTally]
    seller_ratings: DataLoader[UUID, RatingTally]
    pages: DataLoader[PageKey, Page[Review]]
    counts_by_offer: DataLoader[UUID, int]
    counts_by_author: DataLoader[UUID, int]

    @classmethod
    def of(cls, requester: Requester) -> Self:
        return cls(
            reviews=DataLoader(_or_none(lambda keys: visible_reviews(requester).in_bulk(keys))),
            author_names=DataLoader(_or_none(author_names)),
            offer_ratings=DataLoader(_ratings("offer")),
            seller_ratings=DataLoader(_ratings("seller")),
            pages=DataLoader(_pages(requester)),
            counts_by_offer=DataLoader(_counts(requester, "offer_id")),
            counts_by_author=DataLoader(_counts(requester, "author_id")),
        )

    def forget(self) -> None:
        """Drop everything read so far: the mutations of one request run in order, and each shows its own result."""
        self.reviews.clear_all()
        self.author_names.clear_all()
        self.offer_ratings.clear_all()
        self.seller_ratings.clear_all()
        self.pages.clear_all()
        self.counts_by_offer.clear_all()
        self.counts_by_author.clear_all()


def _or_none(
    read: Callable[[list[UUID]], dict[UUID, Value]],
) -> Callable[[list[UUID]], Awaitable[list[Value | None]]]:
    async def load(keys: list[UUID]) -> list[Value | None]:
        found = read(keys)
        return [found.get(key) for key in keys]

    return load


def _or_else(
    absent: Value, read: Callable[[list[UUID]], Mapping[UUID, Value]]
) -> Callable[[list[UUID]], Awaitable[list[Value]]]:
    async def load(keys: list[UUID]) -> list[Value]:
        found = read(keys)
        return [found.get(key, absent) for key in keys]

    return load


def _ratings(subject: Subject) -> Callable[[list[UUID]], Awaitable[list[RatingTally]]]:
    return _or_else(RatingTally(), lambda keys: ratings_of(subject, keys))


def _counts(requester: Requester, owner: Owner) -> Callable[[list[UUID]], Awaitable[list[int]]]:
    return _or_else(0, lambda keys: count_groups(visible_reviews(requester), owner, keys))


def _pages(requester: Requester) -> Callable[[list[PageKey]], Awaitable[Sequence[Page[Review] | BaseException]]]:
    async def load(keys: list[PageKey]) -> Sequence[Page[Review] | BaseException]:
        alike: defaultdict[tuple[Owner, Ordering, PageRequest], list[UUID]] = defaultdict(list)
        for key in keys:
            alike[key.owner, key.ordering, key.request].append(key.owner_key)
        pages: dict[PageKey, Page[Review] | BaseException] = {}
        for (owner, ordering, request), owner_keys in alike.items():
            try:
                found = pages_by_owner(requester, owner, owner_keys, ordering, request)
            except ProblemError as refusal:
                # A cursor that is wrong in one alias must not spoil the others.
                pages |= {PageKey(owner, key, ordering, request): refusal for key in owner_keys}
            else:
                pages |= {PageKey(owner, key, ordering, request): page for key, page in found.items()}
        return [pages[key] for key in keys]

    return load
