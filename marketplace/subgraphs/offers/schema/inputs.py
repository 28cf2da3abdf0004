"""What clients send, and how it becomes what services and selectors take.

With an idempotency key, the same input again gives the first result again.
"""

from collections.abc import Sequence
from uuid import UUID

import strawberry

from marketplace.common.money import LARGEST_AMOUNT, InvalidMoneyError, Money
from marketplace.common.schema.ids import key_of
from marketplace.common.schema.values import CoordinatesInput
from marketplace.subgraphs.offers.domain.condition import OfferCondition
from marketplace.subgraphs.offers.domain.ids import CATEGORY_PREFIX, OFFER_PREFIX, USER_PREFIX
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.errors import InvalidOfferError
from marketplace.subgraphs.offers.selectors.find_offers import Circle, OfferCriteria, PriceRange
from marketplace.subgraphs.offers.services.listing import ListedCity, Listing, ListingChanges
from marketplace.subgraphs.offers.services.pictures import Picture


@strawberry.input
class MoneyInput:
    """Minor units (cents) of an ISO 4217 currency."""

    amount_minor: int
    currency: str

    def checked(self, field: str) -> Money:
        try:
            return Money(self.amount_minor, self.currency)
        except InvalidMoneyError as error:
            raise InvalidOfferError(f"{error}.", field=field) from error


@strawberry.input
class CityInput:
    """A city by name, ISO 3166-1 country code and centre."""

    name: str
    country_code: str
    coordinates: CoordinatesInput

    def checked(self, field: str) -> ListedCity:
        coordinates = self.coordinates.checked(f"{field}.coordinates")
        return ListedCity(self.name.strip(), self.country_code, coordinates)


@strawberry.input
class OfferImageInput:
    url: str
    alt_text: str = ""


@strawberry.input
class CreateOfferInput:
    """Without `coordinates` the offer is at its city's centre."""

    title: str
    description: str
    category_id: strawberry.ID
    price: MoneyInput
    condition: OfferCondition
    city: CityInput
    quantity: int = 1
    coordinates: CoordinatesInput | None = None
    images: list[OfferImageInput] = strawberry.field(default_factory=list)
    idempotency_key: str | None = None

    def category_key(self) -> UUID:
        return key_of(CATEGORY_PREFIX, self.category_id, field="categoryId")

    def listing(self) -> Listing:
        city = self.city.checked("city")
        return Listing(
            title=self.title.strip(),
            description=self.description.strip(),
            price=self.price.checked("price"),
            condition=self.condition,
            quantity=self.quantity,
            city=city,
            coordinates=self.coordinates.checked("coordinates") if self.coordinates else city.coordinates,
        )

    def pictures(self) -> list[Picture]:
        return _pictures(self.images)


@strawberry.input
class UpdateOfferInput:
    """What is left out or null stays as it is. `version` is the one read before editing.

    A new city without `coordinates` moves the offer to its centre; `images` replace all old ones.
    """

    id: strawberry.ID
    version: int
    title: str | None = None
    description: str | None = None
    category_id: strawberry.ID | None = None
    price: MoneyInput | None = None
    condition: OfferCondition | None = None
    city: CityInput | None = None
    quantity: int | None = None
    coordinates: CoordinatesInput | None = None
    images: list[OfferImageInput] | None = None
    idempotency_key: str | None = None

    def key(self) -> UUID:
        return key_of(OFFER_PREFIX, self.id)

    def category_key(self) -> UUID | None:
        if self.category_id is None:
            return None
        return key_of(CATEGORY_PREFIX, self.category_id, field="categoryId")

    def changes(self) -> ListingChanges:
        return ListingChanges(
            title=None if self.title is None else self.title.strip(),
            description=None if self.description is None else self.description.strip(),
            price=self.price.checked("price") if self.price else None,
            condition=self.condition,
            quantity=self.quantity,
            city=self.city.checked("city") if self.city else None,
            coordinates=self.coordinates.checked("coordinates") if self.coordinates else None,
        )

    def pictures(self) -> list[Picture] | None:
        return None if self.images is None else _pictures(self.images)


@strawberry.input
class MoveOfferInput:
    """The offer whose status is to move; with a `version`, only if it is still the current one."""

    id: strawberry.ID
    version: int | None = None
    idempotency_key: str | None = None

    def key(self) -> UUID:
        return key_of(OFFER_PREFIX, self.id)


@strawberry.input
class PriceRangeInput:
    """Both ends belong to the range, in minor units of one currency."""

    currency: str
    min_amount_minor: int = 0
    max_amount_minor: int = LARGEST_AMOUNT


@strawberry.input
class NearInput:
    point: CoordinatesInput
    radius_km: float = 25.0


@strawberry.input
class OfferFilter:
    """All that are given must hold.

    A category stands for all below it too; every word of `text` must be in the title or the
    description, whatever its case.
    """

    category_id: strawberry.ID | None = None
    category_slug: str | None = None
    price: PriceRangeInput | None = None
    status: OfferStatus | None = None
    seller_id: strawberry.ID | None = None
    text: str | None = None
    near: NearInput | None = None

    def criteria(self, category_paths: tuple[str, ...]) -> OfferCriteria:
        return OfferCriteria(
            category_paths=category_paths,
            price=PriceRange(
                currency=self.price.currency,
                lowest=self.price.min_amount_minor,
                highest=self.price.max_amount_minor,
            )
            if self.price
            else None,
            status=self.status,
            seller_id=key_of(USER_PREFIX, self.seller_id, field="sellerId") if self.seller_id else None,
            text=self.text or "",
            within=Circle(self.near.point.checked("near.point"), self.near.radius_km) if self.near else None,
        )


def _pictures(images: Sequence[OfferImageInput]) -> list[Picture]:
    return [Picture(image.url.strip(), image.alt_text.strip()) for image in images]
