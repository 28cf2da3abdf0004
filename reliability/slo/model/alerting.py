"""When a budget is spent so fast that somebody must be told."""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final

HOUR: Final = 3_600
DAY: Final = 86_400
MINUTE: Final = 60


class Severity(StrEnum):
    PAGE = "page"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnRateTier:
    """Fires when, over both windows, the budget is spent so fast that `budget` of it goes within `long` seconds.

    Source: The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts".
    """

    severity: Severity
    budget: Fraction
    long: int
    short: int
    hold: int = 0
    """Seconds for which it must be so before it fires: Prometheus' `for`."""

    def factor(self, window: int) -> Fraction:
        """Return the burn rate: `budget` of `window` seconds' worth spent in `long` seconds. 2 % of 30 days in an hour
        is 2/100 * 720 h / 1 h = 14.4.
        """
        return self.budget * window / self.long


GOOGLE_TIERS: Final = (
    BurnRateTier(severity=Severity.PAGE, budget=Fraction(2, 100), long=HOUR, short=5 * MINUTE),
    BurnRateTier(severity=Severity.PAGE, budget=Fraction(5, 100), long=6 * HOUR, short=30 * MINUTE),
    BurnRateTier(severity=Severity.TICKET, budget=Fraction(10, 100), long=DAY, short=2 * HOUR),
    BurnRateTier(severity=Severity.TICKET, budget=Fraction(10, 100), long=3 * DAY, short=6 * HOUR),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """How an SLO alerts."""

    tiers: tuple[BurnRateTier, ...] = GOOGLE_TIERS
    """Empty: not at all."""
    minimum_events: int | None = None
    """Events in a tier's long window below which it stays silent; None: what `confidence` asks for."""
    confidence: Fraction = Fraction(95, 100)
    """How sure a page is that the objective is missed and not only unlucky: see `slo/low_traffic`."""
    absent_after: int | None = 15 * MINUTE
    """Seconds without data after which a ticket says so; None: never, since silence is normal."""
    labels: tuple[tuple[str, str], ...] = field(default=())
    annotations: tuple[tuple[str, str], ...] = field(default=())
    page_labels: tuple[tuple[str, str], ...] = field(default=())
    ticket_labels: tuple[tuple[str, str], ...] = field(default=())
    name: str | None = None
    """The alert's name; None: made of the service's and the SLO's."""
