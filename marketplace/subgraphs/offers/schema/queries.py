"""Entry points for reading."""

import strawberry

from marketplace.common.pagination import paginate
from marketplace.common.schema.cache_hints import FOUND_BY_ID, SHORTLY_FOR_EACH
from marketplace.common.schema.connections import PAGED
from marketplace.common.schema.ids import key_of
from marketplace.subgraphs.offers.domain.ids import CATEGORY_PREFIX, OFFER_PREFIX
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.schema.dataloaders import Info, OfferLoaders
from marketplace.subgraphs.offers.schema.entities import CategoryType, OfferConnection, OfferType
from marketplace.subgraphs.offers.schema.inputs import OfferFilter
from marketplace.subgraphs.offers.selectors.category_tree import root_categories
from marketplace.subgraphs.offers.selectors.find_offers import find_offers
from marketplace.subgraphs.offers.selectors.offer_orderings import OfferSort, ordering_of


@strawberry.type
class Query:
    @strawberry.field(
        description="Null when there is none, or it is a draft of someone else.", directives=[FOUND_BY_ID]
    )
    async def offer(self, info: Info, id: strawberry.ID) -> OfferType | None:
        row = await info.context.loaders.offer.load(key_of(OFFER_PREFIX, id))
        return None if row is None else OfferType.of(row)

    @strawberry.field(
        description="Offers the requester may see; without a filter, all of them.", directives=[PAGED, SHORTLY_FOR_EACH]
    )
    async def offers(
        self,
        info: Info,
        *,
        filter: OfferFilter | None = None,
        sort: OfferSort = OfferSort.NEWEST,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> OfferConnection | None:
        wanted = filter or OfferFilter()
        ordering = ordering_of(sort, has_point=wanted.near is not None)
        paths = await _category_paths(wanted, info.context.loaders)
        if paths is None:
            found = Offer.objects.none()
        else:
            found = find_offers(wanted.criteria(paths), requester=info.context.requester)

        async def count() -> int:
            return found.count()

        page = paginate(found, ordering=ordering, first=first, after=after, last=last, before=before)
        return OfferConnection.of(page, node_of=OfferType.of, counter=count)

    @strawberry.field(description="The children of a category, or the roots; by name.")
    async def categories(self, info: Info, parent_slug: str | None = None) -> list[CategoryType] | None:
        if parent_slug is None:
            return [CategoryType.of(row) for row in root_categories()]
        parent = await info.context.loaders.category_by_slug.load(parent_slug)
        if parent is None:
            return []
        children = await info.context.loaders.child_categories.load(parent.pk)
        return [CategoryType.of(row) for row in children]

    @strawberry.field
    async def category(self, info: Info, slug: str) -> CategoryType | None:
        row = await info.context.loaders.category_by_slug.load(slug)
        return None if row is None else CategoryType.of(row)


async def _category_paths(wanted: OfferFilter, loaders: OfferLoaders) -> tuple[str, ...] | None:
    """The paths of the categories asked for; None when one does not exist, so nothing is found."""
    asked = []
    if wanted.category_id is not None:
        key = key_of(CATEGORY_PREFIX, wanted.category_id, field="categoryId")
        asked.append(await loaders.category.load(key))
    if wanted.category_slug is not None:
        asked.append(await loaders.category_by_slug.load(wanted.category_slug))
    paths = tuple(row.path for row in asked if row is not None)
    return paths if len(paths) == len(asked) else None
