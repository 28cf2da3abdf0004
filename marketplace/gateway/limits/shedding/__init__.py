"""Refusing some requests at once when there is more work than time, the least important first."""

from marketplace.gateway.limits.shedding.pressure import Pressure
from marketplace.gateway.limits.shedding.priorities import Asker, Priorities
from marketplace.gateway.limits.shedding.shedder import LoadShedder

__all__ = ["Asker", "LoadShedder", "Pressure", "Priorities"]
