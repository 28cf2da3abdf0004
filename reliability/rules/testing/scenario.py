"""What happens in a test, minute by minute, and promtool's notation of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reliability.rules.expressions import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """For `seconds`, events at a steady rate, the same share of them bad."""

    seconds: int
    events_per_second: Fraction
    error_ratio: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Sampled every `interval` seconds, from 0 on."""

    interval: int
    phases: tuple[Phase, ...]

    def counted(self, bad: int, good: int) -> list[Fraction]:
        """Return the samples of a counter of so many times the bad and good events."""
        samples = [Fraction(0)]
        for phase in self.phases:
            events = phase.events_per_second * self.interval
            step = events * (bad * phase.error_ratio + good * (1 - phase.error_ratio))
            samples += [samples[-1] + step * (index + 1) for index in range(phase.seconds // self.interval)]
        return samples

    def states(self, limit: Fraction) -> list[Fraction]:
        """Return 1 where the error ratio is above a limit, else 0."""
        samples = [Fraction(0)]
        for phase in self.phases:
            samples += [Fraction(phase.error_ratio > limit)] * (phase.seconds // self.interval)
        return samples

    def increases(self, counter: Sequence[Fraction], window: int) -> list[Fraction]:
        """Return what a counter rose in the window before each sample."""
        width = window // self.interval
        return [value - counter[max(index - width, 0)] for index, value in enumerate(counter)]


def notation(samples: Sequence[Fraction]) -> str:
    """Return promtool's text: `0+5x3` is 0 5 10 15."""
    runs: list[tuple[Fraction, Fraction, int]] = []
    for value in samples:
        start, step, count = runs[-1] if runs else (value, Fraction(0), -1)
        if not runs or (count and value != start + step * (count + 1)):
            runs.append((value, Fraction(0), 0))
        else:
            runs[-1] = (start, step if count else value - start, count + 1)
    return " ".join(
        f"{number(start)}{'-' if step < 0 else '+'}{number(abs(step))}x{count}" for start, step, count in runs
    )
