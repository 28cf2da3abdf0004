"""Points on the Earth and the distance between them; `coordinate_queries` says the same in SQL.

Angles are degrees (WGS 84), lengths kilometres, the Earth a sphere of the IUGG mean radius. The haversine formula
(Sinnott, "Virtues of the Haversine", 1984) is used because it is exact enough for small distances too.
"""

import math
from dataclasses import dataclass
from typing import Final

EARTH_RADIUS_KM: Final = 6371.0088
POLE: Final = 90.0
HALF_TURN: Final = 180.0
DECIMALS: Final = 9


class InvalidCoordinatesError(ValueError):
    """The numbers are not a place on the Earth."""


@dataclass(frozen=True, slots=True)
class Coordinates:
    """-90 <= latitude <= 90, -180 <= longitude <= 180, in steps of a tenth of a millimetre.

    Without the steps a client could send a number so small that its square underflows, which PostgreSQL refuses.
    """

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not -POLE <= self.latitude <= POLE:
            msg = f"a latitude is between -90 and 90 degrees, not {self.latitude}"
            raise InvalidCoordinatesError(msg)
        if not -HALF_TURN <= self.longitude <= HALF_TURN:
            msg = f"a longitude is between -180 and 180 degrees, not {self.longitude}"
            raise InvalidCoordinatesError(msg)
        object.__setattr__(self, "latitude", round(self.latitude, DECIMALS))
        object.__setattr__(self, "longitude", round(self.longitude, DECIMALS))


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """South to north and west to east; `west > east` when the box crosses the 180th meridian."""

    south: float
    north: float
    west: float
    east: float

    def contains(self, point: Coordinates) -> bool:
        if not self.south <= point.latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= point.longitude <= self.east
        return point.longitude >= self.west or point.longitude <= self.east


def bounding_box(center: Coordinates, radius_km: float) -> BoundingBox:
    """Return a box that holds every point within the radius (and some that are not)."""
    angle = radius_km / EARTH_RADIUS_KM
    reach = math.degrees(angle) + 1e-9  # rounding must not cut off a point on the rim
    south, north = center.latitude - reach, center.latitude + reach
    if south <= -POLE or north >= POLE:
        return BoundingBox(max(south, -POLE), min(north, POLE), -HALF_TURN, HALF_TURN)
    widest = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(center.latitude))))) + 1e-9
    west, east = center.longitude - widest, center.longitude + widest
    return BoundingBox(south, north, _wrapped(west), _wrapped(east))


def distance_km(a: Coordinates, b: Coordinates) -> float:
    """Return the great-circle distance."""
    latitude_a, latitude_b = math.radians(a.latitude), math.radians(b.latitude)
    half_latitude = math.sin((latitude_b - latitude_a) / 2)
    half_longitude = math.sin(math.radians(b.longitude - a.longitude) / 2)
    haversine = half_latitude**2 + math.cos(latitude_a) * math.cos(latitude_b) * half_longitude**2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(haversine)))


def _wrapped(longitude: float) -> float:
    """Bring a longitude at most one turn away back between -180 and 180."""
    if longitude < -HALF_TURN:
        return longitude + 2 * HALF_TURN
    if longitude > HALF_TURN:
        return longitude - 2 * HALF_TURN
    return longitude
