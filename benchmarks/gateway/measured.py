"""What was measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.gateway.measures import Measure, Quantity


@dataclass(frozen=True, slots=True)
class Work:
    """One query under load on one contender."""

    query: str
    contender: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Round:
    """`fetches`: requests to subgraphs for each request of a client. `other_cores`: used by neither the contender, nor
    the subgraphs, nor Redis, nor the load generator.
    """

    requests_per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    fetches: float
    other_cores: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Values in the order of the rounds."""

    under_load: Mapping[Work, Sequence[Round]]
    first_answers: Mapping[tuple[str, str], Sequence[float]]
    """By query and contender, milliseconds."""
    peaks: Mapping[str, float]
    """By contender, megabytes."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Contenders that could not be had, and why."""

    def values(self, measure: Measure) -> dict[str, list[float]]:
        """By contender, of those that were there."""
        found = {name: self._values(measure, name) for name in measure.contenders}
        return {name: values for name, values in found.items() if values}

    def _values(self, measure: Measure, contender: str) -> list[float]:
        match measure.quantity:
            case Quantity.MEMORY:
                return [self.peaks[contender]] if contender in self.peaks else []
            case Quantity.FIRST_ANSWER:
                return list(self.first_answers.get((measure.query, contender), ()))
            case Quantity.PROCESSOR:
                return [one.cpu_ms for one in self._rounds(measure, contender)]
            case Quantity.RATE:
                return [one.requests_per_second for one in self._rounds(measure, contender)]

    def other_cores(self, measure: Measure, contender: str) -> list[float]:
        """In the rounds of this measure; none where it has no rounds."""
        return [one.other_cores for one in self._rounds(measure, contender)]

    def _rounds(self, measure: Measure, contender: str) -> Sequence[Round]:
        return self.under_load.get(Work(measure.query, contender, measure.quantity), ())
