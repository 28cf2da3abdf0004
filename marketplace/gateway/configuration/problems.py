"""What is wrong with a configuration, all of it at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from marketplace.gateway.configuration.nodes import Place
from marketplace.gateway.errors import GatewayError


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where, in which option (by its path, empty for the whole), what, and what to do instead."""

    place: Place
    option: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {f'{self.option}: ' if self.option else ''}{self.message}"


@dataclass(slots=True)
class Problems:
    """Those found so far."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, option: str, message: str) -> None:
        self.found.append(Problem(place, option, message))


class ConfigurationInvalidError(GatewayError):
    """The configuration cannot be used. One line for each problem, in the order of the file."""

    code = "CONFIGURATION_INVALID"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=_position))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def _position(problem: Problem) -> tuple[str, int, int, str, str]:
    place = problem.place
    return place.source.name, place.line or 0, place.column or 0, problem.option, problem.message
