"""What is done as a budget shrinks: the error budget policy. The Site Reliability Workbook, appendix B."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final


class BudgetState(StrEnum):
    HEALTHY = "healthy"
    CAUTION = "caution"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class PolicyStep:
    """Holds while at most `remaining` of the budget is left: 1/4, 0 (nothing left)."""

    state: BudgetState
    remaining: Fraction
    actions: tuple[str, ...] = ()
    """For people: what is done in this state."""


@dataclass(frozen=True, slots=True)
class BudgetPolicy:
    """Steps from much to little left; above the first the state is healthy. Frozen refuses deployments."""

    steps: tuple[PolicyStep, ...] = (
        PolicyStep(BudgetState.CAUTION, Fraction(1, 4), ("Deploy with somebody watching the burn rate.",)),
        PolicyStep(BudgetState.FROZEN, Fraction(0), ("Deploy nothing but what makes the service more reliable.",)),
    )

    def state(self, remaining: Fraction) -> BudgetState:
        """Return the state with that share of the budget left; it is negative when more was spent than there was."""
        held = [step.state for step in self.steps if remaining <= step.remaining]
        return held[-1] if held else BudgetState.HEALTHY


DEFAULT_POLICY: Final = BudgetPolicy()
