"""From counts to a budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final, NamedTuple

from reliability.slo.error_budget.adjustments import adjusted_minutes
from reliability.slo.error_budget.budget import Budget, BurnRate, Projection
from reliability.slo.error_budget.counts import Counts
from reliability.slo.error_budget.minutes import SECONDS, Span, length, merge, minute_of, minutes_begun_in
from reliability.slo.model import Adjustment, Budgeting, CalendarWindow, Period, Window

HOUR: Final = 3_600
BURN_WINDOWS: Final = (HOUR, 6 * HOUR, 24 * HOUR, 72 * HOUR)
"""Seconds: the long windows of Google's burn-rate tiers (workbook, chapter 5)."""


def measure_budget(
    counts: Counts,
    *,
    objective: Fraction,
    window: Window,
    at: datetime,
    reference: str = "",
    adjustments: Sequence[Adjustment] = (),
    budgeting: Budgeting = None,
    burn_windows: Sequence[int] = BURN_WINDOWS,
    estimated: bool = False,
) -> Budget:
    """Return the budget of the window that `at` is in, of what happened before `at`.

    A minute belongs to the window in which it begins, and is left out when an adjustment has a moment of it. Slices
    are counted once they are over.
    """
    period = window.period(at)
    whole = minutes_begun_in(period)
    elapsed = minutes_begun_in(Period(period.start, at))
    adjusted = adjusted_minutes(adjustments, reference, whole)
    left_out = merge(adjusted, elapsed)
    ledger = _Ledger(counts, budgeting)
    excluded = counts.sums(left_out)
    kept = counts.sums((elapsed,)).minus(excluded)
    events = ledger.count(elapsed, left_out) if budgeting else _Events(kept.total, kept.bad)
    minutes = kept.minutes
    projection = None
    if isinstance(window, CalendarWindow):
        projection = _project(events, objective, ledger.total_at_end(events, minutes, elapsed, whole, adjusted))
    end = minute_of(at)
    burn_rates = []
    for seconds in sorted(burn_windows):
        within = Span(end - seconds // SECONDS, end)
        recent = ledger.count(within, adjusted_minutes(adjustments, reference, within))
        burn_rates.append(_burn(seconds, recent, objective))
    return Budget(
        reference=reference,
        objective=objective,
        period=period,
        at=at,
        total=events.total,
        bad=Fraction(events.bad),
        excluded_events=excluded.total,
        excluded_bad=excluded.bad,
        excluded_minutes=length(left_out),
        minutes_with_data=minutes,
        minutes_without_data=elapsed.minutes - length(left_out) - minutes,
        burn_rates=tuple(burn_rates),
        projection=projection,
        budgeting=budgeting,
        estimated=estimated,
    )


class _Events(NamedTuple):
    total: int
    bad: int


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Counts as the SLO budgets them: events, or slices of time."""

    counts: Counts
    budgeting: Budgeting

    def count(self, within: Span, left_out: Sequence[Span]) -> _Events:
        if self.budgeting is None:
            kept = self.counts.sums((within,)).minus(self.counts.sums(left_out))
            return _Events(kept.total, kept.bad)
        whole = self._slices(within)
        span = Span(whole.start * self._minutes, whole.end * self._minutes)
        bad = self.counts.bad_slices(span, left_out, self._minutes, self.budgeting.target)
        return _Events(self._kept_slices(within, left_out), bad)

    def total_at_end(
        self, events: _Events, minutes: int, elapsed: Span, whole: Span, adjusted: Sequence[Span]
    ) -> Fraction:
        """Return how many there are when the window ends: slices for certain, events at the rate so far."""
        if self.budgeting is not None:
            return Fraction(self._kept_slices(whole, adjusted))
        to_come = whole.minutes - elapsed.minutes - length(merge(adjusted, Span(elapsed.end, whole.end)))
        return events.total + (Fraction(events.total, minutes) * to_come if minutes else Fraction(0))

    @property
    def _minutes(self) -> int:
        return self.budgeting.seconds // SECONDS if self.budgeting else 1

    def _slices(self, within: Span) -> Span:
        """Return the numbers of the slices that lie in a span with all their minutes."""
        return Span(-(-within.start // self._minutes), within.end // self._minutes)

    def _kept_slices(self, within: Span, left_out: Sequence[Span]) -> int:
        return self._slices(within).minutes - sum(self._slices(span).minutes for span in left_out)


def _project(events: _Events, objective: Fraction, total: Fraction) -> Projection:
    allowed = total * (1 - objective)
    return Projection(total, allowed, events.bad / allowed if allowed else Fraction(0))


def _burn(seconds: int, recent: _Events, objective: Fraction) -> BurnRate:
    rate = Fraction(recent.bad, recent.total) / (1 - objective) if recent.total else Fraction(0)
    return BurnRate(seconds, Fraction(recent.total), Fraction(recent.bad), rate)
