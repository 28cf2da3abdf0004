"""What an option's number means and may be, beside its type. Whoever reads files and writes documentation looks here.

A number of an option that says nothing is a count: zero or more.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Annotated


class Unit(StrEnum):
    """In files a size may be written as `256KiB` and a time as `500ms`, `10s`, `2min` or `1h`."""

    BYTES = "bytes"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest number allowed, both included; None for no bound."""

    minimum: float | None = 0
    maximum: float | None = None


class Change(Enum):
    """What a running gateway does with a new value: takes it over, unless the option says otherwise."""

    NEEDS_RESTART = "needs restart"


Bytes = Annotated[int, Unit.BYTES]
Seconds = Annotated[float, Unit.SECONDS]
WholeSeconds = Annotated[int, Unit.SECONDS]
Port = Annotated[int, Range(1, 65_535)]
Share = Annotated[float, Range(0, 1)]
"""A part of the whole: 0.25 is a quarter."""
