"""All that is explained of one SLO, as values; and as JSON."""

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from reliability.command_line.explanation.budgets import BudgetExplanation, explain_budget
from reliability.command_line.explanation.indicator import inexact, meaning, window_text
from reliability.command_line.explanation.tiers import TierExplanation, explain_tier
from reliability.slo.model import Slo


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    slo: Slo
    kind: str
    meaning: dict[str, str]
    window: str
    budget: BudgetExplanation
    tiers: tuple[TierExplanation, ...]
    groups: tuple[tuple[str, Fraction], ...]
    inexact: tuple[str, ...]


def explain(slo: Slo) -> Explanation:
    return Explanation(
        slo=slo,
        kind=str(slo.indicator.kind),
        meaning=meaning(slo.indicator),
        window=window_text(slo.window),
        budget=explain_budget(slo),
        tiers=tuple(explain_tier(slo, tier) for tier in slo.alerting.tiers),
        groups=tuple(
            (", ".join(f"{label}={value}" for label, value in group.match), group.objective)
            for group in slo.group_objectives
        ),
        inexact=tuple(inexact(slo)),
    )


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """Return plain values; shares and ratios as numbers from 0 to 1, times in seconds."""
    slo = explanation.slo
    plain: dict[str, Any] = _plain(
        {
            "slo": slo.reference,
            "description": slo.description,
            "objective": slo.objective,
            "kind": explanation.kind,
            "meaning": explanation.meaning,
            "window": explanation.window,
            "group_by": list(slo.group_by),
            "objectives": dict(explanation.groups),
            "budget": asdict(explanation.budget),
            "tiers": [asdict(tier) for tier in explanation.tiers],
            "inexact": list(explanation.inexact),
        }
    )
    return plain


def _plain(value: Any) -> Any:
    match value:
        case Fraction():
            return int(value) if value.denominator == 1 else float(value)
        case dict():
            return {str(name): _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value
