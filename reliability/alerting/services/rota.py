"""The rota of a schedule, as its rules compute with it."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from reliability.alerting.domain.clock import read_time_zone
from reliability.alerting.domain.hours import Hours, read_weekdays
from reliability.alerting.domain.schedules import Layer, Override, Rota
from reliability.conventions import RotationUnit
from reliability.models import Schedule, ScheduleLayer


def rota_of(schedule: Schedule, *, start: datetime, end: datetime) -> Rota:
    """Read the layers, and the overrides of a span; people stand for themselves."""
    zone = read_time_zone(schedule.time_zone)
    layers = schedule.layers.prefetch_related("members__person")
    overrides = schedule.overrides.filter(starts_at__lte=end, ends_at__gt=start).select_related("person")
    return Rota(
        layers=tuple(_layer(layer, zone) for layer in layers),
        overrides=tuple(
            Override(override.person, override.starts_at, override.ends_at)
            for override in overrides.order_by("-created_at", "-pk")
        ),
    )


def person_on_call(schedule: Schedule, *, at: datetime) -> Any | None:
    """Return the user who is on call; None: nobody is."""
    return rota_of(schedule, start=at, end=at).person_at(at)


def _layer(layer: ScheduleLayer, zone: ZoneInfo) -> Layer:
    midnight = time(0)
    whole = layer.weekdays == "mon-sun" and layer.hours_from is None and layer.hours_until is None
    return Layer(
        people=tuple(member.person for member in layer.members.all()),
        zone=zone,
        starts_on=layer.starts_on,
        hand_over=layer.hand_over,
        turn=layer.turn_length,
        unit=RotationUnit(layer.turn_unit),
        hours=None
        if whole
        else Hours(zone, read_weekdays(layer.weekdays), layer.hours_from or midnight, layer.hours_until or midnight),
        ends_on=layer.ends_on,
    )
