"""What the recorder asks of a source. All times in milliseconds since 1970."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, Protocol

from reliability.prometheus import Labels, SampledSeries
from reliability.slo.model import Selector, Slo


class Evaluated(NamedTuple):
    """The events of a group in one minute, by evaluation of an expression; they need not be whole."""

    minute: int
    group: Labels
    total: Fraction
    bad: Fraction


class CountSource(Protocol):
    """Every method raises MeasurementError with a text that says what to do."""

    name: str
    keeps_samples: bool
    """Whether it gives samples again; else the recorder keeps those of the unfinished minute."""
    lag: int
    """How long samples may come late: a minute is final when it has been over for so long."""

    def samples(self, selector: Selector, *, after: int, until: int) -> Sequence[SampledSeries]:
        """Return the samples after a time until another, included."""

    def about_targets(self, *, after: int, until: int) -> Sequence[SampledSeries]:
        """Return the series `up` and `process_start_time_seconds`."""

    def gauges(self, slo: Slo, *, until: int) -> Sequence[SampledSeries] | None:
        """Return what a gauge shows now; None from a source that evaluates it minute by minute."""

    def evaluated(self, slo: Slo, *, first: int, end: int) -> Sequence[Evaluated]:
        """Return the events of the minutes from `first` to `end`, excluded, in order."""
