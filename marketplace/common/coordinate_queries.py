"""What `coordinates` computes in Python, as SQL for SQLite and PostgreSQL."""

import math

from django.db.models import F, FloatField, Q, Value
from django.db.models.expressions import Combinable, Expression, ExpressionWrapper
from django.db.models.functions import ASin, Cos, Least, Radians, Sin, Sqrt

from marketplace.common.coordinates import EARTH_RADIUS_KM, BoundingBox, Coordinates


def inside(box: BoundingBox, latitude_field: str, longitude_field: str) -> Q:
    """Say the same as `BoundingBox.contains`, so that an index narrows the rows before distances are computed."""
    latitude = Q(**{f"{latitude_field}__gte": box.south, f"{latitude_field}__lte": box.north})
    above_west = Q(**{f"{longitude_field}__gte": box.west})
    below_east = Q(**{f"{longitude_field}__lte": box.east})
    return latitude & (above_west & below_east if box.west <= box.east else above_west | below_east)


def distance_expression(latitude_field: str, longitude_field: str, center: Coordinates) -> Expression:
    """Return `distance_km` from the centre to the row's point."""
    latitude = Radians(F(latitude_field))
    half_latitude = Sin((latitude - _number(math.radians(center.latitude))) / _number(2))
    half_longitude = Sin((Radians(F(longitude_field)) - _number(math.radians(center.longitude))) / _number(2))
    haversine = half_latitude * half_latitude + (
        _number(math.cos(math.radians(center.latitude))) * Cos(latitude) * half_longitude * half_longitude
    )
    angle = ASin(Least(_number(1), Sqrt(ExpressionWrapper(haversine, FloatField()))))
    return ExpressionWrapper(_number(2 * EARTH_RADIUS_KM) * angle, output_field=FloatField())


def _number(value: float) -> Combinable:
    return Value(float(value), output_field=FloatField())
