"""Error budget policies as code: which state each SLO is in, and when that changed."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from reliability.error_budgets.reading import groups, read_budget
from reliability.models import PolicyTransition
from reliability.promises import promised_services
from reliability.slo.error_budget import Budget
from reliability.slo.model import BudgetState, Slo


@dataclass(frozen=True, slots=True)
class PolicyReading:
    """`state` follows from the budget with the least left: the SLO's, or that of a group with its own objective."""

    slo: Slo
    state: BudgetState
    remaining: Fraction
    budget: Budget
    group: tuple[tuple[str, str], ...] = ()

    @property
    def actions(self) -> tuple[str, ...]:
        return next((step.actions for step in self.slo.policy.steps if step.state is self.state), ())


def read_policy(slo: Slo, at: datetime) -> PolicyReading:
    """Return the state at a time. In a calendar window what is left is that of the whole window as projected: at its
    beginning a share of the few events so far would tell little.
    """
    own = [group for group in groups(slo) if slo.objective_of(group) != slo.objective]
    budgets = [(tuple(sorted(group.items())), read_budget(slo, group, at)) for group in ({}, *own)]
    group, budget = min(budgets, key=lambda pair: pair[1].remaining_at_end)
    remaining = budget.remaining_at_end
    return PolicyReading(slo, slo.policy.state(remaining), remaining, budget, group)


def present_state(slo: Slo) -> BudgetState:
    """Return the state that was last recorded."""
    last = PolicyTransition.objects.filter(slo=slo.reference).order_by("-number").first()
    return BudgetState(last.state) if last else BudgetState.HEALTHY


def apply_policies(*, now: datetime) -> list[PolicyTransition]:
    """Record a transition for each SLO whose state is another one; one without data keeps its state."""
    return [
        transition
        for service in promised_services()
        for slo in service.slos
        if (transition := _apply(read_policy(slo, now), now)) is not None
    ]


def _apply(reading: PolicyReading, now: datetime) -> PolicyTransition | None:
    if not reading.budget.minutes_with_data:
        return None
    last = PolicyTransition.objects.filter(slo=reading.slo.reference).order_by("-number").first()
    before = BudgetState(last.state) if last else BudgetState.HEALTHY
    if reading.state is before:
        return None
    try:
        with transaction.atomic():
            return PolicyTransition.objects.create(
                slo=reading.slo.reference,
                number=last.number + 1 if last else 1,
                key=uuid4(),
                before=before,
                state=reading.state,
                remaining=str(reading.remaining),
                actions=list(reading.actions),
                at=now,
                due_at=now if settings.RELIABILITY_BUDGET_WEBHOOK_URL else None,
            )
    except IntegrityError:
        return None  # another worker has recorded the same one
