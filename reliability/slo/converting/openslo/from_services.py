"""Services of ours to OpenSLO's objects."""

from collections.abc import Iterable
from typing import Any

from reliability.slo.converting.conversion import Conversion, Warnings, tell_left_out
from reliability.slo.converting.losses import tell_other_words
from reliability.slo.converting.names import labels_with_owner_and_tier, their_labels
from reliability.slo.converting.openslo.alerts import policies_value
from reliability.slo.converting.openslo.form import API_VERSION, OCCURRENCES, SERVICE, SLO, TIMESLICES
from reliability.slo.converting.openslo.indicators import OPERATORS, sli_value
from reliability.slo.converting.openslo.windows import window_value
from reliability.slo.model import (
    Alerting,
    IndicatorKind,
    Service,
    Slo,
    ThresholdGauge,
    Timeslices,
    duration_text,
)
from reliability.slo.model.policy import DEFAULT_POLICY
from reliability.slo.spec.numbers import number
from reliability.slo.spec.write import without_empty

OPENSLO = "OpenSLO"


def from_services(services: Iterable[Service]) -> Conversion[tuple[dict[str, Any], ...]]:
    """Return a Service and its SLOs for each service, everything inline."""
    warnings = Warnings()
    documents: list[dict[str, Any]] = []
    for service in services:
        documents.append(_service(service, warnings))
        documents += [found for slo in service.slos if (found := _slo(slo, warnings)) is not None]
    return Conversion(tuple(documents), tuple(warnings.found))


def _service(service: Service, warnings: Warnings) -> dict[str, Any]:
    tell_left_out(
        OPENSLO, service.name, {"depends_on": service.depends_on, "adjustments": service.adjustments}, warnings
    )
    return {
        "apiVersion": API_VERSION,
        "kind": SERVICE,
        "metadata": {
            "name": service.name,
            **without_empty({"displayName": service.title, "labels": labels_with_owner_and_tier(service)}),
        },
        "spec": {},
    }


def _slo(slo: Slo, warnings: Warnings) -> dict[str, Any] | None:
    indicator = sli_value(slo.indicator, slo.name)
    if indicator is None:
        warnings.add(slo.reference, "OpenSLO has no composite of SLOs with weights: this one is left out whole.")
        return None
    default = Alerting()
    left_out = {
        "group_by": slo.group_by,
        "objectives": slo.group_objectives,
        "attribution": slo.attribution,
        "policy": slo.policy != DEFAULT_POLICY,
        "minimum_events": slo.alerting.minimum_events is not None,
        "confidence": slo.alerting.confidence != default.confidence,
        "absent_after": slo.alerting.absent_after != (default.absent_after if slo.alerting.tiers else None),
        "alerting.name": slo.alerting.name,
        "alerting.labels": slo.alerting.labels or slo.alerting.page_labels or slo.alerting.ticket_labels,
        "alerting.annotations": slo.alerting.annotations,
    }
    tell_left_out(OPENSLO, slo.reference, left_out, warnings)
    tell_other_words(OPENSLO, slo, warnings)
    if slo.indicator.kind is IndicatorKind.FRESHNESS:
        warnings.add(slo.reference, "OpenSLO has no word for freshness: it comes back as saturation.")
    return {
        "apiVersion": API_VERSION,
        "kind": SLO,
        "metadata": {"name": slo.name, **without_empty({"labels": dict(their_labels(slo.labels))})},
        "spec": {
            "description": slo.description,
            "service": slo.service,
            "indicator": indicator,
            "timeWindow": [window_value(slo.window)],
            "budgetingMethod": TIMESLICES if isinstance(slo.budgeting, Timeslices) else OCCURRENCES,
            "objectives": [_objective(slo)],
            **without_empty({"alertPolicies": policies_value(slo, warnings)}),
        },
    }


def _objective(slo: Slo) -> dict[str, Any]:
    objective: dict[str, Any] = {"target": number(slo.objective)}
    if isinstance(slo.indicator, ThresholdGauge):
        objective |= {"op": OPERATORS[slo.indicator.comparison], "value": number(slo.indicator.limit)}
    if isinstance(slo.budgeting, Timeslices):
        slices = {
            "timeSliceTarget": number(slo.budgeting.target),
            "timeSliceWindow": duration_text(slo.budgeting.seconds),
        }
        objective |= slices
    return objective
