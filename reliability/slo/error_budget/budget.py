"""An error budget: every number follows from counts by integers and fractions alone; `explain` says how."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Final

from reliability.slo.model import Budgeting, Period

SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class BurnRate:
    """How fast a budget was spent over the last `seconds`: at 1 it lasts exactly as long as its window."""

    seconds: int
    total: Fraction
    bad: Fraction
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Projection:
    """A calendar window at its end, if the minutes to come have as many events as those with data had."""

    total: Fraction
    allowed_bad: Fraction
    spent: Fraction
    """The share of the whole window's budget that is spent already."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """`total` and `bad` are events, or slices of time where the SLO budgets by timeslices.

    `bad` of a composite is weighted and need not be whole. Adjusted minutes are not in `total` and `bad`.
    """

    reference: str
    objective: Fraction
    period: Period
    at: datetime
    total: int
    bad: Fraction
    excluded_events: int
    excluded_bad: int
    excluded_minutes: int
    minutes_with_data: int
    minutes_without_data: int
    burn_rates: tuple[BurnRate, ...] = ()
    """From the shortest time to the longest."""
    projection: Projection | None = None
    """None in a rolling window."""
    budgeting: Budgeting = None
    components: tuple[tuple[Fraction, "Budget"], ...] = ()
    """Of a composite: weights and budgets."""
    estimated: bool = False
    """Whether the events were estimated by a query instead of counted."""

    @property
    def good(self) -> Fraction:
        return self.total - self.bad

    @property
    def error_ratio(self) -> Fraction:
        return self.bad / self.total if self.total else Fraction(0)

    @property
    def allowed_bad(self) -> Fraction:
        return self.total * (1 - self.objective)

    @property
    def spent(self) -> Fraction:
        """The share of the budget of the events so far; above 1 when the objective is missed."""
        return self.error_ratio / (1 - self.objective)

    @property
    def remaining(self) -> Fraction:
        return 1 - self.spent

    @property
    def allowed_at_end(self) -> Fraction:
        return self.projection.allowed_bad if self.projection else self.allowed_bad

    @property
    def remaining_at_end(self) -> Fraction:
        """The share of the whole window's budget that is left, as projected: what policies go by."""
        return 1 - self.projection.spent if self.projection else self.remaining

    @cached_property
    def exhaustion(self) -> datetime | None:
        """When the last allowed bad event comes if they keep coming as in the shortest burn rate; None: not in this
        window. The time when it is spent already is `at`.
        """
        return _exhaustion(self)


def _exhaustion(budget: Budget) -> datetime | None:
    left = budget.allowed_at_end - budget.bad
    if budget.bad and left <= 0:
        return budget.at
    burn = budget.burn_rates[0] if budget.burn_rates else None
    if burn is None or not burn.bad:
        return None
    length = budget.period.end - budget.period.start
    horizon = budget.period.end - budget.at if budget.projection else length
    seconds = left * burn.seconds / burn.bad
    return budget.at + timedelta(seconds=int(seconds)) if seconds < horizon // SECOND else None
