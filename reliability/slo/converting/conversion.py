"""What comes of a conversion."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(slots=True)
class Warnings:
    """What the other form cannot say, each with what was made of it: nothing is dropped without one."""

    found: list[str] = field(default_factory=list)

    def add(self, where: object, text: str) -> None:
        self.found.append(f"{where}: {text}")


@dataclass(frozen=True, slots=True)
class Conversion(Generic[Result]):
    result: Result
    warnings: tuple[str, ...]


def join_words(words: Iterable[str]) -> str:
    """Return `a, b and c`."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last
