"""What is counted for each kind of indicator."""

from dataclasses import dataclass
from enum import StrEnum

from reliability.prometheus import Labels
from reliability.rules.expressions import bound, selector
from reliability.slo.model import (
    Composite,
    Counters,
    EventIndicator,
    Events,
    LatencyHistogram,
    Selector,
    Slo,
    ThresholdGauge,
)


class Role(StrEnum):
    TOTAL = "total"
    GOOD = "good"
    BAD = "bad"
    CAUSE = "cause"


@dataclass(frozen=True, slots=True)
class CountedSeries:
    """The counters of one selector, and what their events are."""

    role: Role
    selector: Selector

    @property
    def text(self) -> str:
        return selector(self.selector)

    @property
    def key(self) -> str:
        """The name of its state: another selector begins anew."""
        return f"{self.role} {self.text}"


@dataclass(frozen=True, slots=True)
class Measured:
    """`counters` hold two of total, good and bad; empty: the indicator is evaluated at the end of each minute."""

    counters: tuple[CountedSeries, ...]
    causes: tuple[CountedSeries, ...]
    estimated: bool

    @property
    def everything(self) -> tuple[CountedSeries, ...]:
        return self.counters + self.causes


def measured(slo: Slo) -> Measured | None:
    """Return what is counted; None for a composite, whose budget is made of its components'."""
    if isinstance(slo.indicator, Composite):
        return None
    counters = _counters(slo)
    given = slo.attribution.counters if slo.attribution else ()
    causes = tuple(CountedSeries(Role.CAUSE, one) for one in given)
    exact = bool(counters) or isinstance(slo.indicator, ThresholdGauge)
    return Measured(counters, causes, estimated=not exact)


def _counters(slo: Slo) -> tuple[CountedSeries, ...]:
    match slo.indicator:
        case EventIndicator(good=good, bad=bad, total=total):
            given = [
                (role, events) for role, events in ((Role.TOTAL, total), (Role.GOOD, good), (Role.BAD, bad)) if events
            ]
            return _of_events(given)
        case LatencyHistogram(native=False, histogram=histogram, threshold=threshold):
            metric, matchers = histogram.metric, histogram.matchers
            return (
                CountedSeries(Role.TOTAL, Selector(f"{metric}_count", matchers)),
                CountedSeries(Role.GOOD, Selector(f"{metric}_bucket", (*matchers, bound(threshold)))),
            )
    return ()


def _of_events(given: list[tuple[Role, Events]]) -> tuple[CountedSeries, ...]:
    """Return nothing when one of them is a query: then both are evaluated."""
    if not all(isinstance(events, Counters) for _, events in given):
        return ()
    return tuple(
        CountedSeries(role, one) for role, events in given if isinstance(events, Counters) for one in events.selectors
    )


def group_of(slo: Slo, labels: Labels) -> Labels:
    """Return the values of the labels that the SLO is grouped by; one that is missing is empty, as in PromQL."""
    given = dict(labels)
    return tuple(sorted((label, given.get(label, "")) for label in slo.group_by))
