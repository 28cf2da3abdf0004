"""One SLO's alerts over past minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from reliability.rules.backtesting.counts import MINUTE, MinuteCounts
from reliability.rules.backtesting.judging import Episode, Incident, Judgement, episodes_of, judge, mean_budget
from reliability.rules.backtesting.replay import Firing, GatedTier, replay
from reliability.rules.low_traffic import event_gate
from reliability.slo.model import Severity, Slo, nominal_seconds


@dataclass(frozen=True, slots=True)
class Fired:
    """A firing, and the share of a window's budget that its tier's long window had spent when it began."""

    firing: Firing
    spent: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """`budget` is how many bad events a window of the SLO allows at the mean traffic of these counts."""

    slo: Slo
    counts: MinuteCounts
    tiers: tuple[GatedTier, ...]
    budget: Fraction
    fired: tuple[Fired, ...]
    pages: Judgement
    tickets: Judgement
    page_episodes: tuple[Episode, ...]
    ticket_episodes: tuple[Episode, ...]


def backtest(slo: Slo, counts: MinuteCounts, *, incidents: Sequence[Incident] = ()) -> Backtest:
    """Replay the tiers of the SLO over the counts, and judge them by the incidents."""
    window = nominal_seconds(slo.window)
    tiers = tuple(GatedTier(tier, tier.factor(window), event_gate(slo, tier)) for tier in slo.alerting.tiers)
    firings = replay(counts, tiers, error_budget=slo.error_budget)
    budget = mean_budget(counts, error_budget=slo.error_budget, window=window)
    bad = [0, *accumulate(counts.bad)]

    def spent(firing: Firing) -> Fraction:
        until = firing.first + 1
        return (bad[until] - bad[max(until - firing.tier.long // MINUTE, 0)]) / budget

    def episodes(severity: Severity) -> tuple[Episode, ...]:
        return episodes_of([(one.first, one.last) for one in firings if one.tier.severity is severity])

    pages, tickets = episodes(Severity.PAGE), episodes(Severity.TICKET)
    return Backtest(
        slo=slo,
        counts=counts,
        tiers=tiers,
        budget=budget,
        fired=tuple(Fired(firing, spent(firing)) for firing in firings),
        pages=judge(counts, pages, incidents, budget=budget),
        tickets=judge(counts, tickets, incidents, budget=budget),
        page_episodes=pages,
        ticket_episodes=tickets,
    )
