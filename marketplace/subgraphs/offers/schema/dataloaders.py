"""Batches of one request: a key is read once, and keys asked for together in one statement."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader

from marketplace.common.pagination import Page, PageRequest
from marketplace.common.requester import Requester
from marketplace.common.subgraph_context import SubgraphContext
from marketplace.subgraphs.offers.models import Category, Offer, OfferImage
from marketplace.subgraphs.offers.selectors import category_tree, offer_lookups, offer_pages
from marketplace.subgraphs.offers.selectors.offer_orderings import OfferSort
from marketplace.subgraphs.offers.selectors.offer_pages import Neighbourhood
from marketplace.subgraphs.offers.selectors.page_batches import MAX_BATCH

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class PageKey(Generic[Key]):
    """One page of the offers of `of`; keys that differ in `of` only are read together."""

    of: Key
    sort: OfferSort
    page: PageRequest


class OfferLoaders:
    """Made for each request, for what is visible depends on the requester."""

    def __init__(self, requester: Requester) -> None:
        self.offer: DataLoader[UUID, Offer | None] = _sparse(partial(offer_lookups.offers_by_id, requester=requester))
        self.images: DataLoader[UUID, list[OfferImage]] = _dense(offer_lookups.images_by_offer_id)

        self.category: DataLoader[UUID, Category | None] = _sparse(category_tree.categories_by_id)
        self.category_by_slug: DataLoader[str, Category | None] = _sparse(category_tree.categories_by_slug)
        self.category_by_path: DataLoader[str, Category | None] = _sparse(category_tree.categories_by_path)
        self.child_categories: DataLoader[UUID, list[Category]] = _dense(category_tree.children_by_parent_id)

        self.page_of_seller: DataLoader[PageKey[UUID], Page[Offer]] = _paged(
            partial(offer_pages.pages_of_sellers, requester=requester)
        )
        self.count_of_seller: DataLoader[UUID, int] = _dense(
            partial(offer_pages.counts_of_sellers, requester=requester)
        )
        self.page_in_category: DataLoader[PageKey[str], Page[Offer]] = _paged(
            partial(offer_pages.pages_in_categories, requester=requester)
        )
        self.count_in_category: DataLoader[str, int] = _dense(
            partial(offer_pages.counts_in_categories, requester=requester), MAX_BATCH
        )
        self.page_near: DataLoader[PageKey[Neighbourhood], Page[Offer]] = _paged(offer_pages.pages_near)
        self.count_near: DataLoader[Neighbourhood, int] = _dense(offer_pages.counts_near, MAX_BATCH)

    def forget_offers(self) -> None:
        """To be called after a write: categories stay, for no write of an offer changes them."""
        self.offer.clear_all()
        self.images.clear_all()
        self.page_of_seller.clear_all()
        self.count_of_seller.clear_all()
        self.page_in_category.clear_all()
        self.count_in_category.clear_all()
        self.page_near.clear_all()
        self.count_near.clear_all()


Info = strawberry.Info[SubgraphContext[OfferLoaders], None]


def _sparse(
    read: Callable[[Collection[Key]], Mapping[Key, Value]],
) -> DataLoader[Key, Value | None]:
    """A loader that gives None for a key that `read` leaves out."""

    async def load(keys: list[Key]) -> list[Value | None]:
        found = read(keys)
        return [found.get(key) for key in keys]

    return DataLoader(load)


def _dense(
    read: Callable[[Collection[Key]], Mapping[Key, Value]], max_batch: int | None = None
) -> DataLoader[Key, Value]:
    """A loader over a `read` that answers for every key."""

    async def load(keys: list[Key]) -> list[Value]:
        found = read(keys)
        return [found[key] for key in keys]

    return DataLoader(load, max_batch_size=max_batch)


def _paged(read: Callable[..., Mapping[Key, Page[Offer]]]) -> DataLoader[PageKey[Key], Page[Offer]]:
    """A loader that reads once for all keys with the same order and page."""

    async def load(keys: list[PageKey[Key]]) -> list[Page[Offer]]:
        alike: defaultdict[tuple[OfferSort, PageRequest], list[Key]] = defaultdict(list)
        for key in keys:
            alike[key.sort, key.page].append(key.of)
        found = {(sort, page): read(group, sort=sort, page=page) for (sort, page), group in alike.items()}
        return [found[key.sort, key.page][key.of] for key in keys]

    return DataLoader(load, max_batch_size=MAX_BATCH)
