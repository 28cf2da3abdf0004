"""Budgets and decisions as documents for programs: exact fractions as text, beside numbers that are easy to read."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from reliability.error_budgets.deploy_gate import Decision
from reliability.slo.error_budget import Budget, explain


def budget_document(budget: Budget, group: dict[str, str]) -> dict[str, Any]:
    return {
        "slo": budget.reference,
        "group": group,
        "objective": exact(budget.objective),
        "period": {"start": budget.period.start.isoformat(), "end": budget.period.end.isoformat()},
        "at": budget.at.isoformat(),
        "estimated": budget.estimated,
        "numbers": {
            one.name: {"value": _value(one.value), "text": one.text, "formula": one.formula} for one in explain(budget)
        },
    }


def decision_document(decision: Decision) -> dict[str, Any]:
    return {
        "service": decision.service,
        "verdict": decision.verdict,
        "reason": decision.reason,
        "overridden_by": decision.override.by if decision.override else None,
        "slos": [
            {
                "slo": one.reading.slo.reference,
                "group": dict(one.reading.group),
                "state": one.reading.state,
                "remaining": exact(one.reading.remaining),
                "actions": list(one.reading.actions),
                "doubt": one.doubt,
            }
            for one in decision.judgements
        ],
    }


def exact(value: Fraction) -> dict[str, Any]:
    return {"exact": str(value), "number": float(value)}


def _value(value: Fraction | int | datetime | None) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return exact(value) if isinstance(value, Fraction) else value
