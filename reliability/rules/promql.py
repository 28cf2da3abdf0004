"""Bad and total events of every kind of indicator, in the last seconds, as PromQL.

What these expressions promise, and the tests hold them to:

- A vector with one sample a group (`group_by`), without other labels. None where nothing was measured.
- Never NaN: where there were no events there are 0 bad ones of 0. A counter of bad (or good) events that does not exist
  yet counts as 0 as long as there are totals. A histogram that lacks the bucket of its threshold gives nothing, so
  that the absent-data alert says so: it must not look perfect.
- Never more bad events than events, and none below 0, although `increase()` extrapolates each counter by itself.

`increase()` sees a counter from its second sample on: what creates it at its first event loses that one, so counters
begin at 0 with their process. Counts are estimates for alerts; exact ones are the error budgets' (`slo/error_budget`).
"""

from typing import NamedTuple

from reliability.conventions import SloLabel, SloSeries
from reliability.rules.expressions import (
    aggregated,
    bound,
    equal,
    half_open,
    number,
    range_text,
    selector,
    series,
)
from reliability.rules.windows import BASE, Intervals
from reliability.slo.model import (
    Comparison,
    Composite,
    Counters,
    ErrorRatio,
    EventIndicator,
    Events,
    LatencyHistogram,
    Matcher,
    MatchOperator,
    Query,
    Selector,
    Slo,
    ThresholdGauge,
    duration_text,
)
from reliability.slo.model.alerting import MINUTE

WINDOW_PLACEHOLDER = "$window"
Groups = tuple[str, ...]


class EventExpressions(NamedTuple):
    """The numbers of bad events and of all of them."""

    bad: str
    total: str


def bad_events(slo: Slo, window_seconds: int, *, intervals: Intervals | None = None) -> str:
    return events(slo, window_seconds, intervals=intervals).bad


def total_events(slo: Slo, window_seconds: int, *, intervals: Intervals | None = None) -> str:
    return events(slo, window_seconds, intervals=intervals).total


def events(slo: Slo, window_seconds: int, *, intervals: Intervals | None = None) -> EventExpressions:
    """Return both for the last `window_seconds`; of a composite they read the components' recorded series.

    Slices of time are not counted here: see `recordings`.
    """
    groups = slo.group_by
    match slo.indicator:
        case EventIndicator():
            return _of_events(slo.indicator, groups, window_seconds)
        case LatencyHistogram(native=True):
            return _of_native_histogram(slo.indicator, groups, window_seconds)
        case LatencyHistogram():
            return _of_classic_histogram(slo.indicator, groups, window_seconds)
        case ThresholdGauge():
            return _of_gauge(slo.indicator, groups, window_seconds)
        case ErrorRatio():
            return _of_error_ratio(slo.indicator, groups, window_seconds)
        case Composite():
            return _of_composite(slo.indicator, groups, window_seconds, intervals or Intervals())


def attributed_events(slo: Slo, window_seconds: int) -> str:
    """Return the bad events by cause, under the label `cause`, for an SLO with an attribution."""
    if slo.attribution is None:
        raise ValueError(f"{slo.reference} has no attribution.")
    label = slo.attribution.label
    counted = _counted(slo.attribution.counters, (label,), window_seconds)
    return f'sum by ({SloLabel.CAUSE}) (label_replace({counted}, "{SloLabel.CAUSE}", "$1", "{label}", "(.*)"))'


def error_ratio(bad: str, total: str) -> str:
    """Return bad / total for two operands with the same groups: 0 where there are no events."""
    return f"{bad}\n/\n({total} > 0)\nor\n0 * {total}"


def _of_events(indicator: EventIndicator, groups: Groups, window: int) -> EventExpressions:
    match indicator:
        case EventIndicator(bad=bad, total=total) if bad and total:
            whole = _counted_events((total,), groups, window)
            return EventExpressions(_or_none_of(_counted_events((bad,), groups, window), whole), whole)
        case EventIndicator(good=good, total=total) if good and total:
            whole = _counted_events((total,), groups, window)
            fine = _or_none_of(_counted_events((good,), groups, window), whole)
            return EventExpressions(f"clamp_min({whole} - ({fine}), 0)", whole)
        case EventIndicator(good=good, bad=bad) if good and bad:
            whole = _counted_events((good, bad), groups, window)
            return EventExpressions(_or_none_of(_counted_events((bad,), groups, window), whole), whole)
    raise ValueError("An indicator of events has two of good, bad and total.")


def _of_classic_histogram(indicator: LatencyHistogram, groups: Groups, window: int) -> EventExpressions:
    metric, matchers = indicator.histogram.metric, indicator.histogram.matchers
    whole = _counted((Selector(f"{metric}_count", matchers),), groups, window)
    fast = _counted((Selector(f"{metric}_bucket", (*matchers, bound(indicator.threshold))),), groups, window)
    return EventExpressions(f"clamp_min({whole} - {fast}, 0)", whole)


def _of_native_histogram(indicator: LatencyHistogram, groups: Groups, window: int) -> EventExpressions:
    observed = _counted((indicator.histogram,), groups, window)
    whole = f"histogram_count({observed})"
    slow = f"1 - histogram_fraction(-Inf, {number(indicator.threshold)}, {observed})"
    return EventExpressions(f"({slow}) * ({whole} > 0) or 0 * {whole}", whole)


def _of_gauge(indicator: ThresholdGauge, groups: Groups, window: int) -> EventExpressions:
    """Of several series the worst decides; NaN is no value."""
    missed = ">" if indicator.comparison is Comparison.AT_MOST else "<"
    is_bad = aggregated("max", groups, f"(({indicator.expression}) >= -Inf) {missed} bool {number(indicator.limit)}")
    minutes = f"({is_bad})[{half_open(window)}:{duration_text(MINUTE)}]"
    return EventExpressions(f"sum_over_time({minutes})", f"count_over_time({minutes})")


def _of_error_ratio(indicator: ErrorRatio, groups: Groups, window: int) -> EventExpressions:
    """Without totals each minute is an event, unless the ratio is NaN: then nothing happened in it."""
    ratio = aggregated("max", groups, _in_window(indicator.error_ratio, window))
    if indicator.total is None:
        whole = f"({ratio} >= bool -Inf) * {number(window)} / {MINUTE}"
    else:
        whole = _counted_events((indicator.total,), groups, window)
    return EventExpressions(f"clamp({ratio} >= -Inf, 0, 1) * ({whole}) or 0 * ({whole})", whole)


def _of_composite(indicator: Composite, groups: Groups, window: int, intervals: Intervals) -> EventExpressions:
    """The total is the components' together; what is bad of it follows from the mean ratio."""

    def of_components(name: SloSeries, *components: str) -> str:
        which = (
            equal(SloLabel.ID, components[0])
            if len(components) == 1
            else Matcher(SloLabel.ID, MatchOperator.REGEX, "|".join(components))
        )
        return aggregated("sum", groups, summed(series(f"{name}{duration_text(BASE)}", which), window, intervals))

    identifiers = [component.slo.replace("/", "-") for component in indicator.components]
    whole = of_components(SloSeries.TOTAL_EVENTS, *identifiers)
    weights = sum(component.weight for component in indicator.components)
    ratios = []
    for component, identifier in zip(indicator.components, identifiers, strict=True):
        bad = of_components(SloSeries.BAD_EVENTS, identifier)
        total = of_components(SloSeries.TOTAL_EVENTS, identifier)
        ratios.append(f"{number(component.weight / weights)} * ({bad} / ({total} > 0) or 0 * {whole})")
    return EventExpressions(f"({' + '.join(ratios)}) * {whole}", whole)


def summed(recorded: str, window: int, intervals: Intervals) -> str:
    """Return the sum over `window` of the increase recorded over `BASE`.

    A moment lies in the increase of BASE / interval evaluations, so each event is counted once, in full after BASE.
    Evaluations that were missed are missing in it. The window `BASE` itself is what is recorded.
    """
    if window == BASE:
        return recorded
    return f"sum_over_time({recorded}[{half_open(window)}]) * {intervals.short} / {BASE}"


def _or_none_of(expression: str, total: str) -> str:
    return f"{expression} or 0 * {total}"


def _counted_events(parts: tuple[Events, ...], groups: Groups, window: int) -> str:
    return _together([_summands(part, groups, window) for part in parts], groups)


def _summands(part: Events, groups: Groups, window: int) -> str:
    match part:
        case Counters(selectors):
            return _counted(selectors, groups, window)
        case Query(expression):
            return f"{aggregated('sum', groups, _in_window(expression, window))} * {number(window)}"


def _counted(selectors: tuple[Selector, ...], groups: Groups, window: int) -> str:
    return _together(
        [aggregated("sum", groups, f"increase({selector(one)}{range_text(window)})") for one in selectors], groups
    )


def _together(summands: list[str], groups: Groups) -> str:
    """Return the sum of those that exist: `+` would want all of them."""
    if len(summands) == 1:
        return summands[0]
    told_apart = (f'label_replace({one}, "summand", "{index}", "", "")' for index, one in enumerate(summands))
    return aggregated("sum", groups, " or ".join(told_apart))


def _in_window(expression: str, window: int) -> str:
    return expression.replace(WINDOW_PLACEHOLDER, duration_text(window))
