"""Every number of a budget with the words that say where it comes from."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from reliability.slo.error_budget.budget import Budget
from reliability.slo.model import duration_text

Value = Fraction | int | datetime | None


class Explanation(NamedTuple):
    """`name` is the budget's attribute, `value` the exact number, `text` how people read it."""

    name: str
    value: Value
    text: str
    formula: str


def explain(budget: Budget) -> tuple[Explanation, ...]:
    return tuple(_explain(budget))


def _explain(budget: Budget) -> Iterator[Explanation]:
    unit = "events" if budget.budgeting is None else f"slices of {duration_text(budget.budgeting.seconds)}"
    bad_unit = "bad events" if budget.budgeting is None else "bad slices"
    total, bad, allowed = number(budget.total), number(budget.bad), number(budget.allowed_bad)
    promise = f"(1 - {percent(budget.objective)})"
    yield Explanation(
        "total", budget.total, total,
        f"{unit} in {number(budget.minutes_with_data)} minutes with data, "
        f"{number(budget.excluded_minutes)} adjusted minutes left out",
    )  # fmt: skip
    yield Explanation("bad", budget.bad, bad, _bad_words(budget, bad_unit))
    yield Explanation("good", budget.good, number(budget.good), f"{total} {unit} - {bad} {bad_unit}")
    yield Explanation(
        "error_ratio", budget.error_ratio, percent(budget.error_ratio), f"{bad} {bad_unit} / {total} {unit}"
    )
    yield Explanation("allowed_bad", budget.allowed_bad, allowed, f"{total} {unit} x {promise}")
    yield Explanation("spent", budget.spent, percent(budget.spent), f"{bad} {bad_unit} / {allowed} allowed")
    yield Explanation("remaining", budget.remaining, percent(budget.remaining), f"1 - {percent(budget.spent)} spent")
    for burn in budget.burn_rates:
        window = duration_text(burn.seconds)
        formula = f"{number(burn.bad)} {bad_unit} / {number(burn.total)} {unit} in the last {window}, / {promise}"
        if not burn.total:
            formula = f"no {unit} in the last {window}"
        yield Explanation(f"burn_rate_{window}", burn.rate, number(burn.rate), formula)
    if projection := budget.projection:
        yield Explanation(
            "projected_total", projection.total, number(projection.total),
            f"{total} {unit} so far, and as many a minute as in the minutes with data until the window's end",
        )  # fmt: skip
        yield Explanation(
            "projected_allowed_bad", projection.allowed_bad, number(projection.allowed_bad),
            f"{number(projection.total)} {unit} x {promise}",
        )  # fmt: skip
        yield Explanation(
            "projected_spent", projection.spent, percent(projection.spent),
            f"{bad} {bad_unit} so far / {number(projection.allowed_bad)} allowed until the window's end",
        )  # fmt: skip
    yield Explanation("exhaustion", budget.exhaustion, _moment(budget.exhaustion), _exhaustion_words(budget, bad_unit))
    yield Explanation(
        "minutes_without_data", budget.minutes_without_data, number(budget.minutes_without_data),
        "minutes of the window so far in which nothing was measured, adjusted ones left out",
    )  # fmt: skip
    yield Explanation(
        "excluded_events", budget.excluded_events, number(budget.excluded_events),
        f"events in adjusted minutes, {number(budget.excluded_bad)} of them bad: they do not count",
    )  # fmt: skip


def _bad_words(budget: Budget, unit: str) -> str:
    if budget.components:
        parts = " + ".join(
            f"{number(weight)} x {percent(part.error_ratio)} of {part.reference}" for weight, part in budget.components
        )
        weights = number(sum((weight for weight, _ in budget.components), Fraction(0)))
        return f"{number(budget.total)} events x ({parts}) / {weights}"
    if budget.budgeting is not None:
        return f"{unit}: fewer than {percent(budget.budgeting.target)} of their events were good"
    return f"{unit}, {'estimated by a query' if budget.estimated else 'counted one by one'}"


def _exhaustion_words(budget: Budget, unit: str) -> str:
    left = budget.allowed_at_end - budget.bad
    if budget.bad and left <= 0:
        return "spent already"
    if not budget.burn_rates or not budget.burn_rates[0].bad:
        return f"no {unit} lately: it is not being spent"
    burn = budget.burn_rates[0]
    pace = f"{number(left)} {unit} left / {number(burn.bad)} in the last {duration_text(burn.seconds)}"
    return pace if budget.exhaustion else f"{pace}: not within this window"


def number(value: Fraction | int) -> str:
    """Return a whole number as it is, another with six digits after the point at most: 1 234 567.891."""
    whole = Fraction(value)
    if whole.denominator == 1:
        return f"{whole.numerator:_}".replace("_", "\u202f")
    return f"{round(whole * 1_000_000) / 1_000_000:_.6f}".rstrip("0").rstrip(".").replace("_", "\u202f")


def percent(share: Fraction) -> str:
    return f"{number(share * 100)}\u202f%"


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else "not foreseen"
