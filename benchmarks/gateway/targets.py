"""What a number must reach, and whether it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.spread import Spread


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on one quantity of ours: the quantity itself, or its ratio to another contender's (`to`) in the same
    round. At most the bound, or at least it.
    """

    bound: float
    to: str | None = None
    at_least: bool = False

    def met_by(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True, slots=True)
class Judged:
    """A target beside what was measured; judged by the median of the rounds."""

    target: Target
    measured: Spread

    @property
    def met(self) -> bool:
        return self.target.met_by(self.measured.median)


def ratios(ours: Sequence[float], others: Sequence[float]) -> list[float]:
    """Round by round, so that what disturbs a round meets both of its numbers."""
    return [mine / other for mine, other in zip(ours, others, strict=True)]


def judge(target: Target, name: str, rounds: Mapping[str, Sequence[float]]) -> Judged | None:
    """`rounds` holds each contender's values, one a round; None where the contender to compare with was not there."""
    if target.to is None:
        return Judged(target, Spread.of(rounds[name]))
    if target.to not in rounds:
        return None
    return Judged(target, Spread.of(ratios(rounds[name], rounds[target.to])))
