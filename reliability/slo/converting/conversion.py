"""What comes of a conversion."""

from collections.abc import Iterable, Mapping
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


def tell_left_out(tool: str, where: str, left_out: Mapping[str, object], warnings: Warnings) -> None:
    """Warn of what there is (is true) of these; names are as in our files."""
    found = [name for name, value in left_out.items() if value]
    if found:
        warnings.add(where, f"{tool} cannot say {join_words(found)}: left out, so its rules know nothing of it.")


def join_words(words: Iterable[str]) -> str:
    """Return `a, b and c`."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last
