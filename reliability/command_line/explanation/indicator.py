"""What counts as good and bad, and what of it is inexact."""

from collections.abc import Iterator
from fractions import Fraction

from reliability.slo.model import (
    CalendarWindow,
    Comparison,
    Composite,
    Counters,
    ErrorRatio,
    EventIndicator,
    Events,
    Indicator,
    IndicatorKind,
    LatencyHistogram,
    Query,
    Slo,
    ThresholdGauge,
    Timeslices,
    Window,
    duration_text,
)
from reliability.slo.spec.numbers import decimal_text
from reliability.slo.spec.promql import selector_text
from reliability.slo.spec.scalars import precise_duration_text


def meaning(indicator: Indicator) -> dict[str, str]:
    """Return what is bad (or good) and what is counted, by these words."""
    match indicator:
        case EventIndicator():
            return _of_events(indicator)
        case LatencyHistogram():
            limit, what = precise_duration_text(indicator.threshold), selector_text(indicator.histogram)
            return {
                "good": f"took at most {limit}",
                "bad": f"took longer than {limit}",
                "all": f"observations of {what}",
            }
        case ThresholdGauge():
            return _of_gauge(indicator)
        case ErrorRatio():
            whole = "each minute is one event" if indicator.total is None else _events(indicator.total)
            return {"bad": f"the share {_one_line(indicator.error_ratio)}", "all": whole}
        case Composite():
            return {"bad": "the mean of the error ratios by weight", "all": _components(indicator)}


def _of_events(indicator: EventIndicator) -> dict[str, str]:
    sides = {"good": indicator.good, "bad": indicator.bad, "all": indicator.total}
    third = {"good": "all that are not bad", "bad": "all that are not good", "all": "good and bad together"}
    return {name: third[name] if events is None else _events(events) for name, events in sides.items()}


def _of_gauge(indicator: ThresholdGauge) -> dict[str, str]:
    fresh = indicator.kind is IndicatorKind.FRESHNESS
    limit = precise_duration_text(indicator.limit) if fresh else decimal_text(indicator.limit)
    good, bad = ("at most", "more than") if indicator.comparison is Comparison.AT_MOST else ("at least", "less than")
    what = f"{_one_line(indicator.expression)} was"
    return {
        "good": f"{what} {good} {limit}",
        "bad": f"{what} {bad} {limit}",
        "all": "each minute with a value is one event",
    }


def _components(indicator: Composite) -> str:
    whole: Fraction = sum((part.weight for part in indicator.components), Fraction(0))
    return ", ".join(f"{part.slo} ({float(part.weight / whole):.0%})" for part in indicator.components)


def _events(events: Events) -> str:
    if isinstance(events, Counters):
        return " + ".join(map(selector_text, events.selectors))
    return _one_line(events.expression)


def _one_line(expression: str) -> str:
    return " ".join(expression.split())


def window_text(window: Window) -> str:
    if isinstance(window, CalendarWindow):
        return f"the calendar {window.unit}, by the clocks of {window.time_zone.key}"
    return f"the last {duration_text(window.seconds)}, at any time"


def inexact(slo: Slo) -> Iterator[str]:
    """Say which numbers are estimates, and why."""
    yield "Alerts see counters through Prometheus' increase(), which extrapolates; budgets count minute by minute."
    reason = _inexact_indicator(slo.indicator)
    if reason:
        yield reason
    if isinstance(slo.window, CalendarWindow):
        yield "Burn rates reckon with a month of 30 days and a quarter of 90; the budget knows the calendar's own."
    if isinstance(slo.budgeting, Timeslices):
        length, target = duration_text(slo.budgeting.seconds), decimal_text(slo.budgeting.target * 100)
        yield f"Within a slice of {length} nothing is weighed: it is good from {target} % on."
    if slo.group_objectives:
        yield "The numbers below are of the objective of most groups; those with their own differ."


def _inexact_indicator(indicator: Indicator) -> str:  # noqa: PLR0911 - one for each kind
    match indicator:
        case EventIndicator(good=good, bad=bad, total=total):
            if any(isinstance(events, Query) for events in (good, bad, total)):
                return "A query gives rates, not counts: this budget is an estimate. Counters' selectors make it exact."
            return ""
        case LatencyHistogram(native=True):
            return "A native histogram is interpolated within the bucket of the threshold."
        case LatencyHistogram(threshold=threshold):
            return f"{precise_duration_text(threshold)} must be the upper bound of a bucket; else nothing is counted."
        case ThresholdGauge():
            return "One look a minute: what happens between two looks is not seen."
        case ErrorRatio(total=None):
            return "A ready ratio has no counts: each minute weighs the same, however many events it had."
        case ErrorRatio():
            return "Bad events are the ratio times all events: an estimate."
        case Composite():
            return "Ratios are averaged by weight, not by events: a small component counts as much as its weight."
