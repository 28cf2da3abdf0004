"""Which windows are recorded, and how.

Windows up to `LONGEST_COUNTED` are counted from the raw counters by `increase()`: pages look at nothing longer, so
they see each scrape at once, and six hours of one series are some thousand samples. Longer ones (a day, three days, 30
or 90 days) would read millions of raw samples each minute and need them all kept; they are sums over the recorded
increase of `BASE` instead: one sample per interval and group, however many series and processes there are.
"""

from dataclasses import dataclass
from typing import Final

from reliability.slo.model import RollingWindow, Slo
from reliability.slo.model.alerting import DAY, HOUR, MINUTE

BASE: Final = 5 * MINUTE
LONGEST_COUNTED: Final = 6 * HOUR
DISPLAYED: Final = (BASE, HOUR, DAY)
"""Recorded for every SLO, whatever its tiers: what dashboards show, and composites are made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Seconds between two evaluations of our groups: they stand in the group, since sums are scaled by them."""

    short: int = 30
    long: int = 2 * MINUTE
    """Of sums over long windows. Below five minutes, after which Prometheus takes a series for gone."""


def recorded_windows(slo: Slo) -> tuple[int, ...]:
    """Return the seconds of each window that is recorded, the shortest first.

    A calendar window is not among them: a PromQL range has a fixed length and ends now, so what is left of a month's
    budget is said by the error budgets' own counts only. Alerts of such an SLO use `nominal_seconds`.
    """
    wanted = {*DISPLAYED, *(window for tier in slo.alerting.tiers for window in (tier.long, tier.short))}
    if isinstance(slo.window, RollingWindow):
        wanted.add(slo.window.seconds)
    return tuple(sorted(wanted))


def attribution_windows(slo: Slo) -> tuple[int, ...]:
    """Return those for which bad events are recorded by cause: what is shown, not what alerts look at."""
    return tuple(sorted({*DISPLAYED, *([slo.window.seconds] if isinstance(slo.window, RollingWindow) else [])}))
