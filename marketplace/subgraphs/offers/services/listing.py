"""What a seller says about an offer: checked as a whole, and turned into columns."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from marketplace.common.coordinates import Coordinates
from marketplace.common.money import Money
from marketplace.common.problems import ProblemError
from marketplace.subgraphs.offers.domain import listing_rules
from marketplace.subgraphs.offers.domain.condition import OfferCondition
from marketplace.subgraphs.offers.domain.price_rules import price_faults
from marketplace.subgraphs.offers.domain.search_text import searchable
from marketplace.subgraphs.offers.errors import InvalidOfferError
from marketplace.subgraphs.offers.models import Offer


@dataclass(frozen=True, slots=True)
class ListedCity:
    name: str
    country_code: str
    coordinates: Coordinates


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing without its pictures. `coordinates` is where the thing is, inside or near the city."""

    title: str
    description: str
    price: Money
    condition: OfferCondition
    quantity: int
    city: ListedCity
    coordinates: Coordinates

    def faults(self) -> Iterator[InvalidOfferError]:
        yield from listing_rules.text_faults(title=self.title, description=self.description)
        yield from price_faults(self.price)
        yield from listing_rules.quantity_faults(self.quantity)
        yield from listing_rules.city_faults(name=self.city.name, country_code=self.city.country_code)

    def columns(self) -> dict[str, object]:
        return {
            "title": self.title,
            "description": self.description,
            "search_text": searchable(self.title, self.description),
            "price_minor": self.price.amount_minor,
            "price_currency": self.price.currency,
            "condition": self.condition,
            "quantity": self.quantity,
            "city_name": self.city.name,
            "city_country_code": self.city.country_code,
            "city_latitude": self.city.coordinates.latitude,
            "city_longitude": self.city.coordinates.longitude,
            "latitude": self.coordinates.latitude,
            "longitude": self.coordinates.longitude,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingChanges:
    """New values; None leaves the old one. A new city without coordinates moves the offer there."""

    title: str | None = None
    description: str | None = None
    price: Money | None = None
    condition: OfferCondition | None = None
    quantity: int | None = None
    city: ListedCity | None = None
    coordinates: Coordinates | None = None

    def applied_to(self, listing: Listing) -> Listing:
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        changes = {name: value for name, value in given.items() if value is not None}
        if self.city is not None and self.coordinates is None:
            changes["coordinates"] = self.city.coordinates
        return replace(listing, **changes)


def listing_of(offer: Offer) -> Listing:
    return Listing(
        title=offer.title,
        description=offer.description,
        price=Money(offer.price_minor, offer.price_currency),
        condition=OfferCondition(offer.condition),
        quantity=offer.quantity,
        city=ListedCity(
            name=offer.city_name,
            country_code=offer.city_country_code,
            coordinates=Coordinates(offer.city_latitude, offer.city_longitude),
        ),
        coordinates=Coordinates(offer.latitude, offer.longitude),
    )


def refuse_any(faults: Iterator[InvalidOfferError]) -> None:
    """Raise all faults together, so that a form can show each beside its field."""
    found = tuple(faults)
    if found:
        raise ProblemError.of(found)
