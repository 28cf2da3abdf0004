"""What the boards of objectives read: the series that our recording rules make, which have no job and no instance."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from reliability.artefacts.dashboards.expressions import aggregate
from reliability.artefacts.dashboards.panels import BAD, GOOD, WATCH, Scale, Step, Word
from reliability.conventions import SloLabel, SloSeries
from reliability.rules.expressions import number
from reliability.slo.model import BudgetPolicy, BudgetState, Slo
from reliability.slo.model.alerting import DAY, HOUR

EACH_SLO: Final = f"{SloLabel.ID}, {SloLabel.SERVICE}, {SloLabel.SLO}"
BURN_NOW: Final = HOUR
"""Seconds over which boards say how fast a budget is being spent."""
LAST_DAY: Final = DAY

STATES: Final = (BudgetState.HEALTHY, BudgetState.CAUTION, BudgetState.FROZEN)
STATE: Final = Scale(
    unit="none",
    words=tuple(
        Word(rank, state, colour) for rank, (state, colour) in enumerate(zip(STATES, (GOOD, WATCH, BAD), strict=True))
    ),
)
BURN_RATE: Final = Scale(unit="short", decimals=2, least=0, steps=(Step(1, WATCH), Step(6, BAD)))


def budget_left(policy: BudgetPolicy | None = None) -> Scale:
    """Return the scale of what is left of a budget: a line at each step of the policy, or at nothing left."""
    remaining = sorted(step.remaining for step in policy.steps) if policy else [Fraction(0)]
    colours = [*([WATCH] * (len(remaining) - 1)), GOOD]
    steps = tuple(Step(float(value), colour) for value, colour in zip(remaining, colours, strict=True))
    return Scale(unit="percentunit", decimals=2, most=1, base=BAD, steps=steps)


def worst_left(where: str, by: str = EACH_SLO) -> str:
    """Return what is left in the group of each SLO that has the least."""
    return aggregate("min", f"{SloSeries.BUDGET_REMAINING}{{{where}}}", by)


def state(slos: Sequence[Slo], where: str) -> str:
    """Return the rank in STATES of each SLO's state, each by its own policy."""
    usual, *others = (policy for policy, _ in Counter(slo.policy for slo in slos).most_common())
    special = [
        _rank(policy, f'{where}, {SloLabel.ID}=~"{"|".join(slo.identifier for slo in slos if slo.policy == policy)}"')
        for policy in others
    ]
    return " or ".join([*special, _rank(usual, where)])


def _rank(policy: BudgetPolicy, where: str) -> str:
    """Steps hold from the first on, so the ranks by which each differs from the one before it add up to the last's."""
    left = worst_left(where)
    ranks = [0, *(STATES.index(step.state) for step in policy.steps)]
    rises = [
        f"{after - before} * ({left} <= bool {number(step.remaining)})"
        for before, after, step in zip(ranks, ranks[1:], policy.steps, strict=False)
    ]
    return " + ".join(rises) or f"0 * {left}"
