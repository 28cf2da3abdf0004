"""An indicator as its file has it."""

from typing import Any

from reliability.slo.model import (
    Composite,
    Counters,
    ErrorRatio,
    EventIndicator,
    Events,
    Indicator,
    IndicatorKind,
    LatencyHistogram,
    ThresholdGauge,
)
from reliability.slo.spec.numbers import number
from reliability.slo.spec.promql import selector_text, selectors_value
from reliability.slo.spec.scalars import precise_duration_text


def indicator_value(indicator: Indicator) -> dict[str, Any]:
    return {str(indicator.kind): _value(indicator)}


def _value(indicator: Indicator) -> Any:
    match indicator:
        case EventIndicator():
            sides = {"good": indicator.good, "bad": indicator.bad, "total": indicator.total}
            return {side: events_value(events) for side, events in sides.items() if events is not None}
        case LatencyHistogram():
            return {
                "histogram": selector_text(indicator.histogram),
                "threshold": precise_duration_text(indicator.threshold),
                **({"native": True} if indicator.native else {}),
            }
        case ThresholdGauge():
            return _gauge(indicator)
        case ErrorRatio():
            total = {} if indicator.total is None else {"total": events_value(indicator.total)}
            return {"error_ratio": indicator.error_ratio, **total}
        case Composite():
            return [{"slo": part.slo, "weight": number(part.weight)} for part in indicator.components]


def events_value(events: Events) -> Any:
    return selectors_value(events.selectors) if isinstance(events, Counters) else {"query": events.expression}


def _gauge(indicator: ThresholdGauge) -> dict[str, Any]:
    if indicator.kind is IndicatorKind.FRESHNESS:
        return {"age": indicator.expression, "at_most": precise_duration_text(indicator.limit)}
    return {"value": indicator.expression, str(indicator.comparison): number(indicator.limit)}
