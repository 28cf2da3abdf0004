"""JSON by a published schema (schema.json): each number with its exact value, its formula and its operands.

An `expression` is over the names in `operands`, whose values are exact: a reader can reckon each number again.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from reliability.reports.make_sheet import window_text
from reliability.reports.report import Interval, SloReport
from reliability.slo.error_budget import Budget

VERSION: Final = "holdfast/error-budget-report/v1"
SCHEMA: Final = Path(__file__).parents[1] / "schema.json"
EXPRESSIONS: Final = {
    "good": ("total - bad", ("total", "bad")),
    "error_ratio": ("bad / total", ("bad", "total")),
    "allowed_bad": ("total * (1 - objective)", ("total", "objective")),
    "spent": ("bad / (total * (1 - objective))", ("bad", "total", "objective")),
    "remaining": ("1 - spent", ("spent",)),
    "projected_allowed_bad": ("projected_total * (1 - objective)", ("projected_total", "objective")),
    "projected_spent": ("bad / projected_allowed_bad", ("bad", "projected_allowed_bad")),
}
BURN_RATE: Final = "burn_rate_"
BURN_EXPRESSION: Final = "bad / total / (1 - objective)"


def json_document(reports: Sequence[SloReport]) -> bytes:
    return (json.dumps(json_content(reports), indent=2, ensure_ascii=False) + "\n").encode()


def json_content(reports: Sequence[SloReport]) -> dict[str, Any]:
    keys = {report.signed_with for report in reports} - {""}
    return {
        "version": VERSION,
        "signed_with": next(iter(keys), None),
        "slos": [_slo(report) for report in reports],
    }


def _slo(report: SloReport) -> dict[str, Any]:
    slo, budget = report.slo, report.budget
    verdict = report.verdict
    return {
        "slo": slo.reference,
        "service": {"name": report.service.name, "title": report.service.title, "owner": report.service.owner},
        "description": slo.description,
        "objective": exact(budget.objective),
        "window": {
            "text": window_text(slo.window),
            "start": budget.period.start.isoformat(),
            "end": budget.period.end.isoformat(),
            "time_zone": str(report.zone),
        },
        "at": report.at.isoformat(),
        "unit": "events" if slo.budgeting is None else f"slices of {slo.budgeting.seconds} seconds",
        "estimated": budget.estimated,
        "has_data": report.has_data,
        "state": report.state.value,
        "actions": list(report.actions),
        "numbers": _numbers(report),
        "statistics": verdict
        and {
            "confidence": exact(verdict.confidence),
            "error_ratio_low": verdict.low,
            "error_ratio_high": verdict.high,
            "sure_that_missed": verdict.sure_missed,
            "text": verdict.words,
        },
        "components": [
            {"slo": one.reference, "weight": exact(weight)} | _counts(one) for weight, one in budget.components
        ],
        "attribution": [
            {"cause": share.cause, "bad": share.bad, "share": exact(share.share)} for share in report.shares
        ],
        "groups": [{"labels": dict(row.group)} | _counts(row.budget) for row in report.groups],
        "overlaps": [
            {
                "kind": one.happening.kind,
                "title": one.happening.title,
                "start": one.happening.start.isoformat(),
                "end": one.happening.end.isoformat() if one.happening.end else None,
                "bad": one.bad,
                "bad_before": one.bad_before,
                "spent": exact(one.spent),
            }
            for one in report.overlaps
        ],
        "adjustments": [
            {
                "name": one.adjustment.name,
                "reason": one.adjustment.reason,
                "decided_by": one.adjustment.announced_by,
                "times": one.times,
                "minutes": one.minutes,
                "events": one.events,
                "bad": one.bad,
            }
            for one in report.adjustments
        ],
        "worst": [_interval(one, with_parts=False) for one in report.worst],
        "days": [_interval(one, with_parts=True) for one in report.days],
    }  # fmt: skip


def _numbers(report: SloReport) -> list[dict[str, Any]]:
    budget = report.budget
    values: dict[str, Any] = {one.name: one.value for one in report.numbers} | {"objective": budget.objective}
    burns = {f"{BURN_RATE}{index}": burn for index, burn in enumerate(budget.burn_rates)}
    rates = iter(burns.values())
    numbers = []
    for one in report.numbers:
        told: dict[str, Any] = {"name": one.name, "value": _value(one.value), "text": one.text, "formula": one.formula}
        if one.name.startswith(BURN_RATE):
            burn = next(rates)
            if burn.total:
                told["expression"] = BURN_EXPRESSION
                told["operands"] = _operands({"bad": burn.bad, "total": burn.total, "objective": budget.objective})
        elif one.name in EXPRESSIONS and budget.total:
            expression, names = EXPRESSIONS[one.name]
            told["expression"] = expression
            told["operands"] = _operands({name: values[name] for name in names})
        numbers.append(told)
    return numbers


def _operands(values: Mapping[str, Fraction | int]) -> dict[str, Any]:
    return {name: exact(Fraction(value)) for name, value in values.items()}


def _value(value: Fraction | int | datetime | None) -> Any:
    return value.isoformat() if isinstance(value, datetime) else None if value is None else exact(Fraction(value))


def exact(value: Fraction) -> dict[str, Any]:
    """Return the number for those who want one, and the fraction for those who want it exact."""
    return {"number": float(value), "exact": str(value)}


def _counts(budget: Budget) -> dict[str, Any]:
    return {
        "objective": exact(budget.objective),
        "total": budget.total,
        "bad": exact(budget.bad),
        "spent": exact(budget.spent),
        "remaining": exact(budget.remaining),
    }


def _interval(interval: Interval, *, with_parts: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "start": interval.start.isoformat(),
        "end": interval.end.isoformat(),
        "total": interval.total,
        "bad": interval.bad,
        "events": interval.events,
        "bad_events": interval.bad_events,
        "causes": dict(interval.causes),
        "spent": exact(interval.spent),
    }
    return told | {"parts": [_interval(part, with_parts=True) for part in interval.parts]} if with_parts else told
