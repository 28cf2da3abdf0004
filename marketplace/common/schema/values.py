"""Value types that several subgraphs return: each is `@shareable`, field by field the same everywhere."""

from typing import Self

import strawberry

from marketplace.common.coordinates import Coordinates, InvalidCoordinatesError
from marketplace.common.money import Money
from marketplace.common.problems import CoordinatesRefusedError
from marketplace.common.schema.cache_hints import AS_ITS_OBJECT


@strawberry.federation.type(name="Money", shareable=True, directives=[AS_ITS_OBJECT])
class MoneyType:
    """An amount in minor units of an ISO 4217 currency."""

    amount_minor: int
    currency: str
    formatted: str

    @classmethod
    def of(cls, money: Money) -> Self:
        return cls(amount_minor=money.amount_minor, currency=money.currency, formatted=money.formatted)


@strawberry.federation.type(name="Coordinates", shareable=True, directives=[AS_ITS_OBJECT])
class CoordinatesType:
    """A point on the Earth in degrees (WGS 84)."""

    latitude: float
    longitude: float

    @classmethod
    def of(cls, coordinates: Coordinates) -> Self:
        return cls(latitude=coordinates.latitude, longitude=coordinates.longitude)


@strawberry.federation.type(name="City", shareable=True, directives=[AS_ITS_OBJECT])
class CityType:
    name: str
    country_code: str
    coordinates: CoordinatesType


@strawberry.input
class CoordinatesInput:
    """A point on the Earth in degrees (WGS 84)."""

    latitude: float
    longitude: float

    def checked(self, field: str) -> Coordinates:
        """Return the point; raise CoordinatesRefusedError naming the input field it came in."""
        try:
            return Coordinates(self.latitude, self.longitude)
        except InvalidCoordinatesError as error:
            raise CoordinatesRefusedError(f"{error}.", field=field) from error
