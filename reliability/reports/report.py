"""What a report says of one SLO: values that every format writes, each of which opens down to its events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from fractions import Fraction
from typing import NamedTuple

from reliability.slo.error_budget import Budget, Explanation, MinuteCounts, Share
from reliability.slo.model import Adjustment, BudgetState, Service, Slo

Group = tuple[tuple[str, str], ...]
"""Labels with their values, by name; the whole SLO has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that may explain what was spent. Without an end it was an instant."""

    kind: str
    title: str
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What is read of an SLO or of one of its groups. `minutes` may begin before the window, for burn rates."""

    budget: Budget
    minutes: Sequence[MinuteCounts] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """What was counted from `start` to `end`, adjusted minutes left out.

    `total` and `bad` are in the budget's unit: events, or slices of time; `events` and `bad_events` are always events.
    The parts of a day are its hours, those of an hour its minutes, or slices, with bad ones in them.
    """

    start: datetime
    end: datetime
    total: int
    bad: int
    events: int
    bad_events: int
    causes: Mapping[str, int]
    spent: Fraction
    """Of the whole window's budget."""
    parts: tuple["Interval", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What was bad while something happened, or in the hour from an instant; and in as long a time before."""

    happening: Happening
    bad: int
    bad_before: int
    spent: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentEffect:
    """What an adjustment took out of the window."""

    adjustment: Adjustment
    times: int
    minutes: int
    events: int
    bad: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    group: Group
    budget: Budget


class Verdict(NamedTuple):
    """What the counts can tell of the objective. `low` and `high` bound the error ratio at that confidence."""

    confidence: Fraction
    low: float
    high: float
    sure_missed: float
    words: str


class Point(NamedTuple):
    at: datetime
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SloReport:
    """`zone` is the one that days begin in: the window's own, or UTC."""

    service: Service
    slo: Slo
    at: datetime
    zone: tzinfo
    budget: Budget
    numbers: tuple[Explanation, ...]
    state: BudgetState
    """By the least that is left of the SLO's budget, or of that of a group with an objective of its own."""
    actions: tuple[str, ...]
    verdict: Verdict | None
    """None for a composite, whose bad events are no count, and without any events."""
    shares: tuple[Share, ...]
    """Who spent it; none where the SLO attributes nothing."""
    overlaps: tuple[Overlap, ...]
    adjustments: tuple[AdjustmentEffect, ...]
    groups: tuple[GroupRow, ...]
    days: tuple[Interval, ...]
    worst: tuple[Interval, ...]
    """The hours that spent most, the worst first."""
    left: tuple[Point, ...]
    """The share of the whole window's budget that was left, by the hour."""
    rates: Mapping[int, tuple[Point, ...]]
    """Burn rates by the seconds of their window, by the hour."""
    signed_with: str = ""
    """The id of the key; empty: it is not signed."""

    @property
    def has_data(self) -> bool:
        return bool(self.budget.total or self.budget.minutes_with_data)

    def anchor(self, interval: Interval) -> str:
        """Return the name of the interval's place in a page or file."""
        return f"{self.slo.identifier}-{int(interval.start.timestamp())}"
