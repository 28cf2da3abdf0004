"""A backtest in words, and as JSON."""

from datetime import datetime
from fractions import Fraction
from statistics import median
from typing import Any

from reliability.rules.backtesting.backtest import Backtest, Fired
from reliability.rules.backtesting.comparing import Comparison
from reliability.rules.backtesting.counts import MinuteCounts
from reliability.rules.backtesting.judging import Detection, Episode, Judgement
from reliability.rules.backtesting.replay import Firing, GatedTier
from reliability.slo.error_budget import percent
from reliability.slo.model import BurnRateTier, duration_text


def tier_text(tier: BurnRateTier) -> str:
    return f"{tier.severity.value} {duration_text(tier.long)}/{duration_text(tier.short)}"


def fired_at(counts: MinuteCounts, firing: Firing) -> datetime:
    """Return the instant after the minute that made it fire."""
    return counts.at(firing.first + 1)


def backtest_text(one: Backtest) -> str:
    """Return what fired, when and for how long, and how well it found the incidents, one line each."""
    counts = one.counts
    lines = [
        f"{one.slo.reference}, objective {percent(one.slo.objective)}",
        f"  {counts.at(0):%Y-%m-%d %H:%M} to {counts.at(len(counts)):%Y-%m-%d %H:%M} UTC, {len(counts):,} minutes",
        f"  {sum(counts.total):,} events, {sum(counts.bad):,} bad; a window allows about {float(one.budget):,.0f}",
        *(_tier_line(gated) for gated in one.tiers),
        f"  {_times(len(one.page_episodes), 'page')}, {_times(len(one.ticket_episodes), 'ticket')}",
        *(f"    {_firing_line(counts, fired)}" for fired in one.fired),
    ]
    if one.pages.detections:
        lines += [*_judgement_lines("pages", one.pages), *_judgement_lines("tickets", one.tickets)]
    return "\n".join(lines) + "\n"


def comparison_text(two: Comparison) -> str:
    return f"{backtest_text(two.before)}\n{backtest_text(two.after)}\n{two.sentence}\n"


def backtest_json(one: Backtest) -> dict[str, Any]:
    """Return the same for machines: times ISO 8601, durations in seconds, shares as numbers."""
    counts = one.counts
    return {
        "slo": one.slo.reference,
        "objective": float(one.slo.objective),
        "start": counts.at(0).isoformat(),
        "end": counts.at(len(counts)).isoformat(),
        "events": sum(counts.total),
        "bad": sum(counts.bad),
        "budget_events": float(one.budget),
        "tiers": [
            {
                "severity": gated.tier.severity.value,
                "long": gated.tier.long,
                "short": gated.tier.short,
                "hold": gated.tier.hold,
                "burn_rate": float(gated.factor),
                "minimum_events": gated.gate.total if gated.gate else 0,
                "or_bad_events": gated.gate.bad if gated.gate else None,
            }
            for gated in one.tiers
        ],
        "firings": [
            {
                "tier": tier_text(fired.firing.tier),
                "start": fired_at(counts, fired.firing).isoformat(),
                "seconds": _seconds(fired.firing),
                "budget_spent": float(fired.spent),
            }
            for fired in one.fired
        ],
        "pages": _judged(one.page_episodes, one.pages),
        "tickets": _judged(one.ticket_episodes, one.tickets),
    }


def comparison_json(two: Comparison) -> dict[str, Any]:
    return {
        "before": backtest_json(two.before),
        "after": backtest_json(two.after),
        "difference": {"pages": two.pages, "tickets": two.tickets, "text": two.sentence},
    }


def _tier_line(gated: GatedTier) -> str:
    gate = gated.gate
    bad = f" or {gate.bad:,} bad ones" if gate and gate.bad is not None else ""
    needs = f", with at least {gate.total:,} events{bad}" if gate else ""
    return f"  {tier_text(gated.tier):<16} from {float(gated.factor):g}x{needs}"


def _firing_line(counts: MinuteCounts, fired: Fired) -> str:
    firing = fired.firing
    return (
        f"{fired_at(counts, firing):%Y-%m-%d %H:%M}  {tier_text(firing.tier):<16} "
        f"for {duration_text(_seconds(firing))}, {_share(fired.spent)} of the budget spent in "
        f"{duration_text(firing.tier.long)}"
    )


def _judgement_lines(name: str, judged: Judgement) -> list[str]:
    found = [one for one in judged.detections if one.minutes is not None]
    precision = _ratio(judged.precision, judged.right, judged.episodes)
    recall = _ratio(judged.recall, len(found), len(judged.detections))
    after = f", detected after {median(one.minutes or 0 for one in found):g} min (median)" if found else ""
    return [f"  {name}: precision {precision}, recall {recall}{after}", *map(_detection_line, judged.detections)]


def _detection_line(one: Detection) -> str:
    after = "not detected" if one.minutes is None else f"after {one.minutes} min"
    return f"    {one.incident.start:%Y-%m-%d %H:%M}  {one.incident.title}: {after}, {_share(one.spent)} spent"


def _judged(episodes: tuple[Episode, ...], judged: Judgement) -> dict[str, Any]:
    return {
        "count": len(episodes),
        "precision": None if judged.precision is None or not judged.detections else float(judged.precision),
        "recall": None if judged.recall is None else float(judged.recall),
        "incidents": [
            {
                "title": one.incident.title,
                "start": one.incident.start.isoformat(),
                "seconds_to_detect": None if one.minutes is None else one.minutes * 60,
                "budget_spent": float(one.spent),
            }
            for one in judged.detections
        ],
    }


def _seconds(firing: Firing) -> int:
    return (firing.last - firing.first) * 60


def _times(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _ratio(share: Fraction | None, part: int, whole: int) -> str:
    return "unknown" if share is None else f"{percent(Fraction(round(share * 1000), 1000))} ({part} of {whole})"


def _share(spent: Fraction) -> str:
    return percent(Fraction(round(spent * 10_000), 10_000))
