"""The section `indicator` to what the program thinks."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from reliability.slo.model import (
    Comparison,
    Component,
    Composite,
    Counters,
    ErrorRatio,
    EventIndicator,
    Events,
    Indicator,
    IndicatorKind,
    LatencyHistogram,
    Query,
    Selector,
    ThresholdGauge,
)
from reliability.slo.spec.nodes import Place
from reliability.slo.spec.problems import Problems
from reliability.slo.spec.promql import selector_text
from reliability.slo.spec.values import Section

EVENT_SIDES: Final = ("good", "bad", "total")
SUFFIXES: Final = ("_bucket", "_count", "_sum")
TWO_OF_THREE: Final = 2


def build_indicator(section: Section, service: str, problems: Problems) -> Indicator | None:
    """Return the one indicator; None with problems noted."""
    for name, placed in section.values.items():
        return BUILDERS[IndicatorKind(name)](IndicatorKind(name), placed.value, service, placed.place, problems)
    return None


def build_events(value: Any) -> Events | None:
    """Return what one of good, bad and total says."""
    if value is None:
        return None
    if isinstance(value, Section):
        return Query(value.get("query", ""))
    return Counters(tuple(placed.value for placed in value))


def full_reference(written: str, service: str) -> str:
    """Return `service/name` of a name within the service as well."""
    return written if "/" in written else f"{service}/{written}"


def _event_indicator(
    kind: IndicatorKind, section: Section, _: str, place: Place, problems: Problems
) -> EventIndicator | None:
    written = [side for side in EVENT_SIDES if side in section.written]
    if len(written) != TWO_OF_THREE:
        found = " and ".join(written) or "none"
        problems.add(place, f"{kind} has {found} of good, bad and total. Write two of them: the third follows.")
        return None
    return EventIndicator(kind=kind, **{side: build_events(section.get(side)) for side in written})


def _latency(_: IndicatorKind, section: Section, __: str, ___: Place, problems: Problems) -> LatencyHistogram | None:
    histogram: Selector | None = section.get("histogram")
    if histogram is None or not section.complete:
        return None
    place = section.place_of("histogram")
    ending = next((suffix for suffix in SUFFIXES if histogram.metric.endswith(suffix)), None)
    if ending:
        remedy = histogram.metric.removesuffix(ending)
        problems.add(place, f"{histogram.metric} is a part of a histogram. Write its name alone: {remedy}.")
    if any(matcher.label == "le" for matcher in histogram.matchers):
        problems.add(place, "a histogram's selector has no le: the threshold chooses the bucket. Leave it out.")
    return LatencyHistogram(
        histogram=histogram, threshold=section.get("threshold"), native=section.get("native", False)
    )


def _freshness(
    kind: IndicatorKind, section: Section, _: str, place: Place, problems: Problems
) -> ThresholdGauge | None:
    if len(section.written & {"age", "timestamp"}) != 1:
        problems.add(place, "freshness needs either an age or a timestamp. Write one of them.")
        return None
    timestamp: Selector | None = section.get("timestamp")
    expression = section.get("age") if timestamp is None else f"time() - {selector_text(timestamp)}"
    if expression is None or not section.complete:
        return None
    return ThresholdGauge(kind=kind, expression=expression, comparison=Comparison.AT_MOST, limit=section.get("at_most"))


def _saturation(
    kind: IndicatorKind, section: Section, _: str, place: Place, problems: Problems
) -> ThresholdGauge | None:
    comparisons = [comparison for comparison in Comparison if comparison in section.written]
    if len(comparisons) != 1:
        problems.add(place, "saturation needs either at_most or at_least. Write one of them.")
        return None
    limit = section.get(comparisons[0])
    if limit is None or not section.complete:
        return None
    return ThresholdGauge(kind=kind, expression=section.get("value"), comparison=comparisons[0], limit=limit)


def _ratio(_: IndicatorKind, section: Section, __: str, ___: Place, ____: Problems) -> ErrorRatio | None:
    if not section.complete:
        return None
    return ErrorRatio(error_ratio=section.get("error_ratio"), total=build_events(section.get("total")))


def _composite(
    _: IndicatorKind, parts: tuple[Any, ...], service: str, __: Place, problems: Problems
) -> Composite | None:
    components: dict[str, Component] = {}
    for part in parts:
        written: str | None = part.value.get("slo")
        if written is None:
            continue
        reference = full_reference(written, service)
        if reference in components:
            problems.add(part.place, f"composite has {reference} twice. Write it once, with the sum of the weights.")
        components[reference] = Component(reference, part.value.get("weight", Fraction(1)))
    return Composite(components=tuple(components.values()))


Builder = Callable[[IndicatorKind, Any, str, Place, Problems], Indicator | None]
BUILDERS: Final[Mapping[IndicatorKind, Builder]] = {
    IndicatorKind.AVAILABILITY: _event_indicator,
    IndicatorKind.CORRECTNESS: _event_indicator,
    IndicatorKind.LATENCY: _latency,
    IndicatorKind.FRESHNESS: _freshness,
    IndicatorKind.SATURATION: _saturation,
    IndicatorKind.RATIO: _ratio,
    IndicatorKind.COMPOSITE: _composite,
}
