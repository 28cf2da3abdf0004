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
from reliability.slo.model.policy import DEFAULT_POLICY

EACH_SLO: Final = f"{SloLabel.ID}, {SloLabel.SERVICE}, {SloLabel.SLO}"
BURN_NOW: Final = HOUR
"""Seconds over which boards say how fast a budget is being spent."""
LAST_DAY: Final = DAY

COLOURS: Final = {BudgetState.HEALTHY: GOOD, BudgetState.CAUTION: WATCH, BudgetState.FROZEN: BAD}
STATES: Final = tuple(COLOURS)
STATE: Final = Scale(
    unit="none",
    words=tuple(Word(rank, state, colour) for rank, (state, colour) in enumerate(COLOURS.items())),
)
Steps = tuple[tuple[int, Fraction], ...]
"""Of a policy: the rank in STATES, and what is left of the budget where it begins."""
BURN_RATE: Final = Scale(unit="short", decimals=2, least=0, steps=(Step(1, WATCH), Step(6, BAD)))


def budget_left(policy: BudgetPolicy = DEFAULT_POLICY) -> Scale:
    """Return the scale of what is left of a budget: a line where each state of the policy begins, coloured."""
    below = sorted((step.remaining, COLOURS[step.state]) for step in policy.steps) or [(Fraction(0), BAD)]
    above = [*(colour for _, colour in below[1:]), GOOD]
    return Scale(
        unit="percentunit",
        decimals=2,
        most=1,
        base=below[0][1],
        steps=tuple(Step(float(left), colour) for (left, _), colour in zip(below, above, strict=True)),
    )


def worst_left(where: str, by: str = EACH_SLO) -> str:
    """Return what is left in the group of each SLO that has the least."""
    return aggregate("min", f"{SloSeries.BUDGET_REMAINING}{{{where}}}", by)


def state(slos: Sequence[Slo], where: str) -> str:
    """Return the rank in STATES of each SLO's state, each by its own policy."""
    usual, *others = [steps for steps, _ in Counter(map(_steps, slos)).most_common()] or [()]
    special = [
        _rank(steps, f'{where}, {SloLabel.ID}=~"{"|".join(slo.identifier for slo in slos if _steps(slo) == steps)}"')
        for steps in others
    ]
    return " or ".join([*special, _rank(usual, where)])


def _steps(slo: Slo) -> Steps:
    return tuple((STATES.index(step.state), step.remaining) for step in slo.policy.steps)


def _rank(steps: Steps, where: str) -> str:
    """They hold from the first on, so the ranks by which each differs from the one before it add up to the last's."""
    left, before, rises = worst_left(where), 0, []
    for rank, remaining in steps:
        rises.append(f"{rank - before} * ({left} <= bool {number(remaining)})")
        before = rank
    return " + ".join(rises) or f"0 * {left}"
