"""What is wrong with files, all of it at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

from reliability.errors import SpecificationError
from reliability.slo.spec.nodes import Place

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake; the text says what is wrong and what to write instead."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class FilesInvalidError(SpecificationError):
    """Files have problems: one line for each, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda one: (str(one.place.file), one.place.line, one.text)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class Problems:
    """Those found so far."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, text: str) -> None:
        self.found.append(Problem(place, text))

    def attempt(self, place: Place, make: Callable[[], Value]) -> Value | None:
        """Return what `make` returns; None with its ValueError noted."""
        try:
            return make()
        except ValueError as error:
            self.add(place, str(error))
            return None

    def raise_if_any(self) -> None:
        """Raise FilesInvalidError."""
        if self.found:
            raise FilesInvalidError(self.found)


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """Return a sentence about the nearest name, empty where none is near; it begins with a space."""
    near = get_close_matches(text.lower(), list(names), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""
