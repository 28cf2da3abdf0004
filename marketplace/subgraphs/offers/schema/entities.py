"""Offers, categories, and what this subgraph adds to users.

The three refer to one another, so they stand in one module.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

import strawberry
from strawberry.federation.schema_directives import Cost, ListSize

from marketplace.common.coordinates import Coordinates, distance_km
from marketplace.common.money import Money
from marketplace.common.pagination import Page, PageRequest
from marketplace.common.schema.cache_hints import RARELY_CHANGING, SHORTLY, SHORTLY_FOR_EACH
from marketplace.common.schema.connections import PAGED, Connection
from marketplace.common.schema.ids import key_of, public_id
from marketplace.common.schema.values import (
    CityType,
    CoordinatesInput,
    CoordinatesType,
    MoneyType,
)
from marketplace.subgraphs.offers.domain.category_path import ancestor_paths
from marketplace.subgraphs.offers.domain.condition import OfferCondition
from marketplace.subgraphs.offers.domain.ids import CATEGORY_PREFIX, OFFER_PREFIX, USER_PREFIX
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.models import Category, Offer
from marketplace.subgraphs.offers.schema.dataloaders import Info, PageKey
from marketplace.subgraphs.offers.schema.types import OfferImageType
from marketplace.subgraphs.offers.selectors.offer_orderings import OfferSort
from marketplace.subgraphs.offers.selectors.offer_pages import neighbourhood

SEARCHED_BY_DISTANCE: Final = Cost(weight=5)
FEW: Final = ListSize(assumed_size=4, slicing_arguments=strawberry.UNSET, sized_fields=strawberry.UNSET)


@strawberry.federation.type(name="Offer", keys=["id"], directives=[SHORTLY_FOR_EACH])
class OfferType:
    """Something one user sells. Its quantity is sold whole."""

    row: strawberry.Private[Offer]
    id: strawberry.ID
    title: str
    description: str
    price: MoneyType
    condition: OfferCondition
    quantity: int
    city: CityType
    coordinates: CoordinatesType
    status: OfferStatus
    created_at: datetime
    published_at: datetime | None
    version: int

    @classmethod
    def of(cls, row: Offer) -> Self:
        return cls(
            row=row,
            id=public_id(OFFER_PREFIX, row.pk),
            title=row.title,
            description=row.description,
            price=MoneyType.of(Money(row.price_minor, row.price_currency)),
            condition=OfferCondition(row.condition),
            quantity=row.quantity,
            city=CityType(
                name=row.city_name,
                country_code=row.city_country_code,
                coordinates=CoordinatesType(latitude=row.city_latitude, longitude=row.city_longitude),
            ),
            coordinates=CoordinatesType(latitude=row.latitude, longitude=row.longitude),
            status=OfferStatus(row.status),
            created_at=row.created_at,
            published_at=row.published_at,
            version=row.version,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Self | None:
        row = await info.context.loaders.offer.load(key_of(OFFER_PREFIX, id))
        return None if row is None else cls.of(row)

    @strawberry.field
    async def category(self, info: Info) -> "CategoryType":
        row = await info.context.loaders.category.load(self.row.category_id)
        return _existing(row)

    @strawberry.field
    async def images(self, info: Info) -> list[OfferImageType]:
        images = await info.context.loaders.images.load(self.row.pk)
        return [OfferImageType.of(image) for image in images]

    @strawberry.field
    def seller(self) -> "UserType | None":
        return UserType.of(self.row.seller_id)

    @strawberry.field(description="Great-circle distance from a point.")
    def distance_km(self, point: Annotated[CoordinatesInput, strawberry.argument(name="from")]) -> float:
        return distance_km(point.checked("from"), Coordinates(self.row.latitude, self.row.longitude))


OfferConnection = Connection[OfferType]


@strawberry.federation.type(name="Category", keys=["id", "slug"], directives=[RARELY_CHANGING])
class CategoryType:
    """A node of the tree that orders offers."""

    row: strawberry.Private[Category]
    id: strawberry.ID
    slug: str
    name: str

    @classmethod
    def of(cls, row: Category) -> Self:
        return cls(row=row, id=public_id(CATEGORY_PREFIX, row.pk), slug=row.slug, name=row.name)

    @classmethod
    async def resolve_reference(cls, info: Info, id: str | None = None, slug: str = "") -> Self | None:
        loaders = info.context.loaders
        if id is None:
            row = await loaders.category_by_slug.load(slug)
        else:
            row = await loaders.category.load(key_of(CATEGORY_PREFIX, id))
        return None if row is None else cls.of(row)

    @strawberry.field
    async def parent(self, info: Info) -> "CategoryType | None":
        if self.row.parent_id is None:
            return None
        return _existing(await info.context.loaders.category.load(self.row.parent_id))

    @strawberry.field(description="By name.")
    async def children(self, info: Info) -> "list[CategoryType]":
        rows = await info.context.loaders.child_categories.load(self.row.pk)
        return [CategoryType.of(row) for row in rows]

    @strawberry.field(description="From the root down to the parent.", directives=[FEW])
    async def ancestors(self, info: Info) -> "list[CategoryType]":
        paths = ancestor_paths(self.row.path)
        rows = await info.context.loaders.category_by_path.load_many(paths)
        return [_existing(row) for row in rows]

    @strawberry.field(description="Offers of this category and of all below it.", directives=[PAGED, SHORTLY_FOR_EACH])
    async def offers(
        self,
        info: Info,
        *,
        sort: OfferSort = OfferSort.NEWEST,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> OfferConnection:
        loaders = info.context.loaders
        page = PageRequest(first, after, last, before)
        key = PageKey(self.row.path, sort, page)
        return OfferConnection.of(
            await loaders.page_in_category.load(key),
            node_of=OfferType.of,
            counter=lambda: loaders.count_in_category.load(self.row.path),
        )


@strawberry.federation.type(name="User", keys=["id"], directives=[SHORTLY])
class UserType:
    """What this subgraph adds to a user of the users subgraph."""

    key: strawberry.Private[UUID]
    id: strawberry.ID
    home_coordinates: CoordinatesType | None = strawberry.federation.field(external=True, default=None)

    @classmethod
    def of(cls, key: UUID) -> Self:
        return cls(key=key, id=public_id(USER_PREFIX, key))

    @classmethod
    def resolve_reference(cls, id: str, **required: Any) -> Self:
        """`required` holds the fields of `@requires`, as the users subgraph gave them."""
        user = cls.of(key_of(USER_PREFIX, id))
        home = required.get("homeCoordinates")
        if home is not None:
            user.home_coordinates = CoordinatesType(**home)
        return user

    @strawberry.field(description="Newest first.", directives=[PAGED, SHORTLY_FOR_EACH])
    async def offers(
        self,
        info: Info,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> OfferConnection | None:
        loaders = info.context.loaders
        page = PageRequest(first, after, last, before)
        return OfferConnection.of(
            await loaders.page_of_seller.load(PageKey(self.key, OfferSort.NEWEST, page)),
            node_of=OfferType.of,
            counter=lambda: loaders.count_of_seller.load(self.key),
        )

    @strawberry.federation.field(
        requires=["homeCoordinates { latitude longitude }"],
        description=(
            "What others offer within the radius of the user's home, nearest first; nothing "
            "without a home. For strangers the centre is a point near the home, not the home."
        ),
        directives=[PAGED, SEARCHED_BY_DISTANCE, SHORTLY_FOR_EACH],
    )
    async def offers_nearby(
        self,
        info: Info,
        *,
        radius_km: float = 25.0,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> OfferConnection | None:
        loaders, requester = info.context.loaders, info.context.requester
        page = PageRequest(first, after, last, before)
        if self.home_coordinates is None:
            nothing: Page[Offer] = Page((), has_next_page=False, has_previous_page=False)
            return OfferConnection.of(nothing, node_of=OfferType.of, counter=_nought)
        home = Coordinates(self.home_coordinates.latitude, self.home_coordinates.longitude)
        place = neighbourhood(self.key, home, radius_km, requester=requester)
        return OfferConnection.of(
            await loaders.page_near.load(PageKey(place, OfferSort.NEAREST, page)),
            node_of=OfferType.of,
            counter=lambda: loaders.count_near.load(place),
        )


def _existing(row: Category | None) -> CategoryType:
    """For references that the database vouches for, unless the category is deleted meanwhile."""
    if row is None:
        raise LookupError("a category vanished while its offers were read")
    return CategoryType.of(row)


async def _nought() -> int:
    return 0
