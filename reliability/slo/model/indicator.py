"""What is measured: SLIs, each of which says how many of how many events were bad."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class IndicatorKind(StrEnum):
    """The word that people write; those with the same shape differ in what they are called in reports."""

    AVAILABILITY = "availability"
    CORRECTNESS = "correctness"
    LATENCY = "latency"
    FRESHNESS = "freshness"
    SATURATION = "saturation"
    RATIO = "ratio"
    COMPOSITE = "composite"


class MatchOperator(StrEnum):
    EQUAL = "="
    NOT_EQUAL = "!="
    REGEX = "=~"
    NOT_REGEX = "!~"


@dataclass(frozen=True, slots=True, order=True)
class Matcher:
    label: str
    operator: MatchOperator
    value: str


@dataclass(frozen=True, slots=True)
class Selector:
    """The series of one metric; matchers sorted."""

    metric: str
    matchers: tuple[Matcher, ...] = ()


@dataclass(frozen=True, slots=True)
class Counters:
    """Events as the sum of counters: they can be counted one by one, so budgets are exact."""

    selectors: tuple[Selector, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Events per second by a PromQL expression in which `$window` stands for the range: budgets are estimates."""

    expression: str


Events = Counters | Query


@dataclass(frozen=True, slots=True, kw_only=True)
class EventIndicator:
    """Two of the three are given; `total` where good and bad are is their sum."""

    kind: IndicatorKind
    good: Events | None = None
    bad: Events | None = None
    total: Events | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyHistogram:
    """Good is what took at most `threshold` seconds; in a classic histogram that is the upper bound of a bucket."""

    histogram: Selector
    threshold: Fraction
    native: bool = False
    kind: IndicatorKind = IndicatorKind.LATENCY


class Comparison(StrEnum):
    """What good values are, compared with the limit."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdGauge:
    """One event each minute in which the expression has a value: good while that keeps to the limit.

    `expression` is PromQL; a freshness is the age in seconds, `time() - metric` where a timestamp is what there is.
    """

    kind: IndicatorKind
    expression: str
    comparison: Comparison
    limit: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRatio:
    """The share of bad events, by a PromQL expression over `$window`; without `total` each minute is one event."""

    error_ratio: str
    total: Events | None = None
    kind: IndicatorKind = IndicatorKind.RATIO


@dataclass(frozen=True, slots=True)
class Component:
    """Another SLO, `service/name`, and how much it weighs."""

    slo: str
    weight: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """The mean of the components' error ratios by weight; one without events counts as having had no error."""

    components: tuple[Component, ...]
    kind: IndicatorKind = IndicatorKind.COMPOSITE


Indicator = EventIndicator | LatencyHistogram | ThresholdGauge | ErrorRatio | Composite


@dataclass(frozen=True, slots=True)
class Timeslices:
    """Slices of time are counted instead of events: one is good when at least `target` of its events are.

    A slice without events is good. OpenSLO v1, budgetingMethod Timeslices.
    """

    seconds: int
    target: Fraction


Budgeting = Timeslices | None
"""None: by occurrences, each event counts."""
