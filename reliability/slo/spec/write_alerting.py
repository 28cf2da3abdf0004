"""How an SLO alerts, as its file has it."""

from typing import Any

from reliability.slo.model import (
    GOOGLE_TIERS,
    Alerting,
    BurnRateTier,
    Window,
    duration_text,
    nominal_seconds,
)
from reliability.slo.spec.numbers import is_decimal, number, percentage_text


def alerting_value(alerting: Alerting, window: Window) -> dict[str, Any]:
    default = Alerting()
    value: dict[str, Any] = {}
    if alerting.tiers != GOOGLE_TIERS:
        value["burn_rates"] = [_tier(tier, window) for tier in alerting.tiers] or "none"
    if alerting.minimum_events is not None:
        value["minimum_events"] = alerting.minimum_events
    elif alerting.confidence != default.confidence:
        value["confidence"] = number(alerting.confidence * 100)
    if alerting.absent_after != default.absent_after:
        value["absent_after"] = "never" if alerting.absent_after is None else duration_text(alerting.absent_after)
    if alerting.name is not None:
        value["name"] = alerting.name
    tables = {
        "labels": alerting.labels,
        "annotations": alerting.annotations,
        "page_labels": alerting.page_labels,
        "ticket_labels": alerting.ticket_labels,
    }
    return value | {name: dict(table) for name, table in tables.items() if table}


def _tier(tier: BurnRateTier, window: Window) -> dict[str, Any]:
    exact = is_decimal(tier.budget * 100)
    share = (
        {"budget": percentage_text(tier.budget)} if exact else {"factor": number(tier.factor(nominal_seconds(window)))}
    )
    return {
        "severity": str(tier.severity),
        **share,
        "long": duration_text(tier.long),
        "short": duration_text(tier.short),
        **({"for": duration_text(tier.hold)} if tier.hold else {}),
    }
