"""What was read of the nodes: values that fit their kinds, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reliability.slo.spec.nodes import Place

INVALID: Final = object()
"""Stands for a value about which a problem is noted."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A value and where it stands."""

    value: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping that was read. `values` has the sound ones alone; `written` all names that people wrote."""

    values: Mapping[str, Placed]
    written: frozenset[str]
    place: Place
    complete: bool
    """Whether everything that is required is there and sound."""

    def get(self, name: str, default: Any = None) -> Any:
        found = self.values.get(name)
        return default if found is None else found.value

    def place_of(self, name: str) -> Place:
        found = self.values.get(name)
        return self.place if found is None else found.place

    def items(self, name: str) -> Iterator[Placed]:
        """The sound parts of a list, with their places."""
        yield from self.get(name, ())
