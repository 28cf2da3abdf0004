"""Services of ours to the text of Sloth's documents."""

from collections.abc import Iterable
from typing import Any

from reliability.slo.converting.conversion import Conversion, Warnings, tell_left_out
from reliability.slo.converting.expressions import bucket_bound, difference, latency_queries, rate_query
from reliability.slo.converting.losses import tell_other_words
from reliability.slo.converting.names import camel_case, labels_with_owner_and_tier, their_labels
from reliability.slo.model import (
    GOOGLE_TIERS,
    Alerting,
    Comparison,
    Composite,
    ErrorRatio,
    EventIndicator,
    Events,
    LatencyHistogram,
    Service,
    Severity,
    Slo,
    ThresholdGauge,
)
from reliability.slo.model.policy import DEFAULT_POLICY
from reliability.slo.spec.load import SLOTH as SLOTH_VERSION
from reliability.slo.spec.numbers import decimal_text, number
from reliability.slo.spec.promql import WINDOW
from reliability.slo.spec.windows import DEFAULT_WINDOW
from reliability.slo.spec.write import without_empty

SLOTH = "Sloth"
SLOTH_WINDOW = "{{.window}}"


def from_services(services: Iterable[Service]) -> Conversion[tuple[dict[str, Any], ...]]:
    """Return a document for each service."""
    warnings = Warnings()
    documents = [_document(service, warnings) for service in services]
    return Conversion(tuple(documents), tuple(warnings.found))


def _document(service: Service, warnings: Warnings) -> dict[str, Any]:
    left_out = {"depends_on": service.depends_on, "title": service.title, "adjustments": service.adjustments}
    tell_left_out(SLOTH, service.name, left_out, warnings)
    slos = [found for slo in service.slos if (found := _slo(slo, warnings)) is not None]
    return {
        "version": SLOTH_VERSION,
        "service": service.name,
        **without_empty({"labels": labels_with_owner_and_tier(service)}),
        "slos": slos,
    }


def _slo(slo: Slo, warnings: Warnings) -> dict[str, Any] | None:
    sli = _sli(slo, warnings)
    if sli is None:
        return None
    default = Alerting()
    left_out: dict[str, object] = {
        "window": slo.window != DEFAULT_WINDOW,
        "group_by": slo.group_by,
        "objectives": slo.group_objectives,
        "budgeting": slo.budgeting,
        "attribution": slo.attribution,
        "policy": slo.policy != DEFAULT_POLICY,
        "minimum_events": slo.alerting.minimum_events is not None,
        "confidence": slo.alerting.confidence != default.confidence,
        "absent_after": slo.alerting.absent_after != default.absent_after,
        "burn_rates": not set(slo.alerting.tiers) <= set(GOOGLE_TIERS) or _is_partial(slo.alerting),
    }
    tell_left_out(SLOTH, slo.reference, left_out, warnings)
    tell_other_words(SLOTH, slo, warnings)
    return {
        "name": slo.name,
        "objective": number(slo.objective * 100),
        "description": slo.description,
        **without_empty({"labels": dict(their_labels(slo.labels))}),
        "sli": sli,
        "alerting": _alerting(slo),
    }


def _is_partial(alerting: Alerting) -> bool:
    """Whether a severity has some of its tiers: Sloth has both or none."""
    counts = [sum(tier.severity is severity for tier in alerting.tiers) for severity in Severity]
    return any(count not in {0, 2} for count in counts)


def _sli(slo: Slo, warnings: Warnings) -> dict[str, Any] | None:
    match slo.indicator:
        case EventIndicator():
            return _events(*_event_queries(slo.indicator))
        case LatencyHistogram():
            return _events(*latency_queries(slo.indicator, bucket_bound(slo.indicator.threshold)))
        case ErrorRatio():
            return _raw(slo.indicator.error_ratio)
        case ThresholdGauge():
            warnings.add(slo.reference, f"{slo.indicator.kind} is a ready ratio there, of one look a minute.")
            return _raw(gauge_ratio(slo.indicator))
        case Composite():
            warnings.add(slo.reference, "Sloth has no composite SLOs: this one is left out whole.")
            return None


def gauge_ratio(indicator: ThresholdGauge) -> str:
    """Return the share of minutes in $window in which the value missed its limit."""
    missed = ">" if indicator.comparison is Comparison.AT_MOST else "<"
    return f"avg_over_time((({indicator.expression}) {missed} bool {decimal_text(indicator.limit)})[{WINDOW}:1m])"


def _event_queries(indicator: EventIndicator) -> tuple[str, str]:
    total = _total_query(indicator)
    if indicator.bad is not None:
        return rate_query(indicator.bad), total
    if indicator.total is None or indicator.good is None:
        raise ValueError("An indicator of events has two of good, bad and total.")
    return difference(indicator.total, indicator.good), total


def _total_query(indicator: EventIndicator) -> str:
    if indicator.total is not None:
        return rate_query(indicator.total)
    sides: tuple[Events | None, ...] = (indicator.good, indicator.bad)
    return " + ".join(f"({rate_query(side)})" for side in sides if side is not None)


def _events(error: str, total: str) -> dict[str, Any]:
    return {"events": {"error_query": _query(error), "total_query": _query(total)}}


def _raw(ratio: str) -> dict[str, Any]:
    return {"raw": {"error_ratio_query": _query(ratio)}}


def _query(query: str) -> str:
    return query.replace(WINDOW, SLOTH_WINDOW)


def _alerting(slo: Slo) -> dict[str, Any]:
    alerting = slo.alerting
    name = alerting.name or (camel_case(slo.service, slo.name) if alerting.tiers else "")
    return {
        **without_empty({"name": name}),
        **without_empty({"labels": dict(their_labels(alerting.labels)), "annotations": dict(alerting.annotations)}),
        **_alert(alerting, Severity.PAGE, alerting.page_labels),
        **_alert(alerting, Severity.TICKET, alerting.ticket_labels),
    }


def _alert(alerting: Alerting, severity: Severity, labels: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    if not any(tier.severity is severity for tier in alerting.tiers):
        return {f"{severity}_alert": {"disable": True}}
    return {f"{severity}_alert": {"labels": dict(their_labels(labels))}} if labels else {}
