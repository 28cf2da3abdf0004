"""Budgets of SLOs that are made of others."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from reliability.slo.error_budget.budget import Budget, BurnRate, Projection
from reliability.slo.model import Period

Weighted = Sequence[tuple[Fraction, Budget]]


def compose_budget(
    components: Weighted, *, reference: str, objective: Fraction, period: Period, at: datetime
) -> Budget:
    """Return the budget whose error ratio is the mean of the components', by weight.

    One without events counts as having had no error. The components' budgets are of the same period and moment; their
    events are added up, and the bad ones of the composite are the share of these that the mean makes.
    """
    budgets = [budget for _, budget in components]
    total = sum(budget.total for budget in budgets)
    ratio = _mean([(weight, budget.error_ratio) for weight, budget in components])
    projection = None
    if all(budget.projection for budget in budgets):
        at_end = sum((budget.projection.total for budget in budgets if budget.projection), Fraction(0))
        allowed = at_end * (1 - objective)
        projection = Projection(at_end, allowed, total * ratio / allowed if allowed else Fraction(0))
    return Budget(
        reference=reference,
        objective=objective,
        period=period,
        at=at,
        total=total,
        bad=total * ratio,
        excluded_events=sum(budget.excluded_events for budget in budgets),
        excluded_bad=sum(budget.excluded_bad for budget in budgets),
        excluded_minutes=max((budget.excluded_minutes for budget in budgets), default=0),
        minutes_with_data=min((budget.minutes_with_data for budget in budgets), default=0),
        minutes_without_data=max((budget.minutes_without_data for budget in budgets), default=0),
        burn_rates=_burn_rates(components, objective),
        projection=projection,
        components=tuple(components),
        estimated=any(budget.estimated for budget in budgets),
    )


def _mean(weighted: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    weights = sum((weight for weight, _ in weighted), Fraction(0))
    return sum((weight * value for weight, value in weighted), Fraction(0)) / weights if weights else Fraction(0)


def _burn_rates(components: Weighted, objective: Fraction) -> tuple[BurnRate, ...]:
    composed = []
    for rates in zip(*(budget.burn_rates for _, budget in components), strict=True):
        weights = [weight for weight, _ in components]
        ratio = _mean(
            [(w, rate.bad / rate.total if rate.total else Fraction(0)) for w, rate in zip(weights, rates, strict=True)]
        )
        total = sum((rate.total for rate in rates), Fraction(0))
        composed.append(BurnRate(rates[0].seconds, total, total * ratio, ratio / (1 - objective)))
    return tuple(composed)
