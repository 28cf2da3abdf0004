"""When the tiers of an SLO would have fired.

An alert is looked at after each minute, as by a Prometheus that evaluates once a minute: a tier holds while both of its
windows burn faster than its factor and the long one has the events that its gate asks for; it fires once it has held
for its `hold`. Windows are differences of running sums, so a tier costs one pass however long its windows are.
Source of the rule: The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, chain, repeat
from operator import sub

from reliability.rules.backtesting.counts import MINUTE, MinuteCounts
from reliability.rules.low_traffic import EventGate
from reliability.slo.model import BurnRateTier


@dataclass(frozen=True, slots=True)
class GatedTier:
    """A tier with the burn rate from which it holds, and what its long window must have; None: no matter what."""

    tier: BurnRateTier
    factor: Fraction
    gate: EventGate | None


@dataclass(frozen=True, slots=True)
class Firing:
    """From the minute after whose end the alert fires to the one after whose end it no longer does; the latter is the
    number of minutes where it still fires at the end of the counts.
    """

    tier: BurnRateTier
    first: int
    last: int


def replay(counts: MinuteCounts, tiers: Sequence[GatedTier], *, error_budget: Fraction) -> tuple[Firing, ...]:
    """Return every firing of every tier, by tier and time."""
    bad, total = list(accumulate(counts.bad)), list(accumulate(counts.total))
    firings: list[Firing] = []
    for gated in tiers:
        threshold = gated.factor * error_budget
        long, short = gated.tier.long // MINUTE, gated.tier.short // MINUTE
        share, whole = threshold.numerator, threshold.denominator
        enough, enough_bad = (gated.gate.total, gated.gate.bad) if gated.gate else (0, None)
        rows = zip(
            window_sums(bad, long),
            window_sums(total, long),
            window_sums(bad, short),
            window_sums(total, short),
            strict=True,
        )
        holds = [
            long_bad * whole > share * long_total
            and short_bad * whole > share * short_total
            and (long_total >= enough or (enough_bad is not None and long_bad >= enough_bad))
            for long_bad, long_total, short_bad, short_total in rows
        ]
        hold = -(-gated.tier.hold // MINUTE)
        firings += [Firing(gated.tier, first + hold, last) for first, last in _runs(holds) if last - first > hold]
    return tuple(firings)


def window_sums(running: Sequence[int], minutes: int) -> list[int]:
    """Return the sum of the last `minutes` at each minute, of running sums; fewer where there are not so many yet."""
    return list(map(sub, running, chain(repeat(0, min(minutes, len(running))), running)))


def _runs(holds: Sequence[bool]) -> list[tuple[int, int]]:
    """Return from where to where, excluded, it is true without a pause."""
    edges = [
        index for index, (before, now) in enumerate(zip(chain([False], holds), holds, strict=False)) if before != now
    ]
    return list(zip(edges[::2], [*edges[1::2], len(holds)][: len(edges[::2])], strict=True))
