"""OpenSLO's SLIs, in and out. Only Prometheus is asked; the window is `{{.window}}`, as Sloth has it in OpenSLO too."""

import re
from typing import Any, Final

from reliability.slo.converting.conversion import Warnings
from reliability.slo.converting.expressions import (
    bucket_bound,
    bucket_counters,
    events_of,
    latency_of,
    latency_queries,
    rate_query,
)
from reliability.slo.converting.openslo.form import DATA_SOURCE
from reliability.slo.converting.openslo.objects import Objects
from reliability.slo.model import (
    Comparison,
    Counters,
    ErrorRatio,
    EventIndicator,
    Events,
    Indicator,
    IndicatorKind,
    LatencyHistogram,
    Query,
    ThresholdGauge,
)
from reliability.slo.spec.numbers import number
from reliability.slo.spec.promql import WINDOW, check_query, parse_selector
from reliability.slo.spec.values import Section

PROMETHEUS: Final = "prometheus"
THEIR_WINDOW: Final = "{{.window}}"
PLACEHOLDER: Final = re.compile(r"\{\{\s*\.window\s*\}\}|\$\{window\}")
SUM_OF_COUNTER: Final = re.compile(r"sum\s*\((?P<selector>[^()]*)\)")
COMPARISONS: Final = {
    "lte": Comparison.AT_MOST,
    "lt": Comparison.AT_MOST,
    "gte": Comparison.AT_LEAST,
    "gt": Comparison.AT_LEAST,
}
OPERATORS: Final = {Comparison.AT_MOST: "lte", Comparison.AT_LEAST: "gte"}


def build_indicator(
    sli: Section, objective: Section, where: str, objects: Objects, warnings: Warnings
) -> Indicator | None:
    """Return None with problems noted."""
    spec: Section | None = sli.get("spec")
    if spec is None:
        return None
    ratio, threshold = spec.get("ratioMetric"), spec.get("thresholdMetric")
    if (ratio is None) == (threshold is None):
        objects.problems.add(spec.place, "an SLI has either a ratioMetric or a thresholdMetric. Write one of them.")
        return None
    if threshold is not None:
        return _gauge(threshold, objective, where, objects, warnings)
    return _raw(ratio, objects) if ratio.get("raw") else _ratio(ratio, where, objects, warnings)


def _gauge(
    metric: Section, objective: Section, where: str, objects: Objects, warnings: Warnings
) -> ThresholdGauge | None:
    query, op, value = _query(metric, objects), objective.get("op"), objective.get("value")
    if op is None or value is None:
        objects.problems.add(objective.place, "a thresholdMetric is compared. Write op and value.")
        return None
    if op in {"lt", "gt"}:
        warnings.add(where, f"a value equal to {number(value)} is good here: {op} is {op}e.")
    if not query:
        return None
    if WINDOW in query:
        warnings.add(where, "the value is looked at each minute, over 5m.")
    return ThresholdGauge(
        kind=IndicatorKind.SATURATION,
        expression=query.replace(WINDOW, "5m"),
        comparison=COMPARISONS[op],
        limit=value,
    )


def _raw(ratio: Section, objects: Objects) -> ErrorRatio | None:
    query, kind = _query(ratio.get("raw"), objects), ratio.get("rawType")
    if kind is None:
        objects.problems.add(ratio.place, "a raw ratio has a rawType. Write success or failure.")
    if not query or kind is None:
        return None
    whole = query if WINDOW in query else f"avg_over_time(({query})[{WINDOW}:1m])"
    return ErrorRatio(error_ratio=whole if kind == "failure" else f"1 - ({whole})")


def _ratio(
    ratio: Section, where: str, objects: Objects, warnings: Warnings
) -> EventIndicator | LatencyHistogram | None:
    sides = [side for side in ("good", "bad") if side in ratio.written]
    if len(sides) != 1 or "total" not in ratio.written:
        objects.problems.add(ratio.place, "a ratioMetric has total and either good or bad. Write these two.")
        return None
    side = sides[0]
    counter = ratio.get("counter", False)
    part, total = (_events(ratio.get(name), where, objects, warnings, counter=counter) for name in (side, "total"))
    if part is None or total is None:
        return None
    if side == "good" and isinstance(part, Counters) and isinstance(total, Counters):
        latency = latency_of(part.selectors, total.selectors)
        if latency is not None:
            return latency
    if isinstance(part, Query) or isinstance(total, Query):
        warnings.add(where, "queries are taken as events per second: the budget is an estimate.")
    return EventIndicator(kind=IndicatorKind.AVAILABILITY, total=total, **{side: part})


def _events(
    metric: Section | None, where: str, objects: Objects, warnings: Warnings, *, counter: bool
) -> Events | None:
    query = _query(metric, objects) if metric else None
    if metric is None or not query:
        return None
    if WINDOW in query:
        return None if objects.problems.attempt(metric.place, lambda: check_query(query)) is None else events_of(query)
    summed = SUM_OF_COUNTER.fullmatch(query)
    selector = _selector(summed["selector"] if summed else query)
    if selector is not None:
        if not counter:
            warnings.add(where, f"{query} is taken for a counter.")
        return selector
    objects.problems.add(
        metric.place, f"{query!r} has no window. Write {THEIR_WINDOW} for the range, or a counter alone."
    )
    return None


def _selector(text: str) -> Counters | None:
    try:
        return Counters((parse_selector(text.strip()),))
    except ValueError:
        return None


def _query(metric: Section, objects: Objects) -> str:
    """Return PromQL with our own placeholder; empty with a problem noted."""
    source: Section | None = metric.get("metricSource")
    if source is None:
        return ""
    kind, place = source.get("type"), source.place_of("type")
    if source.get("metricSourceRef"):
        found = objects.find(DATA_SOURCE, source.get("metricSourceRef"), source.place_of("metricSourceRef"))
        spec: Section | None = found.get("spec") if found else None
        kind = spec.get("type") if spec else kind
    if kind is not None and kind.lower() != PROMETHEUS:
        objects.problems.add(place, f"{kind} is not asked here: Prometheus is. Write its query in PromQL.")
        return ""
    asked: Section | None = source.get("spec")
    query = asked.get("query") or asked.get("promql") or "" if asked else ""
    return PLACEHOLDER.sub(lambda _: WINDOW, query).strip()


def sli_value(indicator: Indicator, name: str) -> dict[str, Any] | None:
    """Return the SLI of an indicator, None for one that OpenSLO cannot say."""
    spec = _sli_spec(indicator)
    return None if spec is None else {"metadata": {"name": name}, "spec": spec}


def _sli_spec(indicator: Indicator) -> dict[str, Any] | None:
    match indicator:
        case EventIndicator():
            return {"ratioMetric": {"counter": True, **_sides(indicator)}}
        case LatencyHistogram(native=True):
            slow, total = latency_queries(indicator, bucket_bound(indicator.threshold))
            return {"ratioMetric": {"counter": True, "bad": _source(slow), "total": _source(total)}}
        case LatencyHistogram():
            fast, every = bucket_counters(indicator, bucket_bound(indicator.threshold))
            return {
                "ratioMetric": {
                    "counter": True,
                    "good": _source(rate_query(fast)),
                    "total": _source(rate_query(every)),
                }
            }
        case ErrorRatio():
            return {"ratioMetric": {"rawType": "failure", "raw": _source(indicator.error_ratio)}}
        case ThresholdGauge():
            return {"thresholdMetric": _source(indicator.expression)}
        case _:
            return None


def _sides(indicator: EventIndicator) -> dict[str, Any]:
    good, bad, total = indicator.good, indicator.bad, indicator.total
    if total is None:
        whole = " + ".join(f"({rate_query(side)})" for side in (good, bad) if side is not None)
    else:
        whole = rate_query(total)
    part = {"bad": _source(rate_query(bad))} if bad is not None else {"good": _source(rate_query(good))} if good else {}
    return {**part, "total": _source(whole)}


def _source(query: str) -> dict[str, Any]:
    return {"metricSource": {"type": "Prometheus", "spec": {"query": query.replace(WINDOW, THEIR_WINDOW)}}}
