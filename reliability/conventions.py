"""Every name that leaves the reliability package, written once: series, labels, alerts, permissions, tasks.

Recording rules are named `level:metric:operation`, as Prometheus' practices ask: the level is always `slo`.
"""

from enum import StrEnum


class SloSeries(StrEnum):
    """What our recording rules make. Those with a window end with it: `slo:bad_events:increase5m`."""

    BAD_EVENTS = "slo:bad_events:increase"
    TOTAL_EVENTS = "slo:total_events:increase"
    ERROR_RATIO = "slo:error:ratio"
    BURN_RATE = "slo:burn_rate:ratio"
    ATTRIBUTED_EVENTS = "slo:attributed_bad_events:increase"
    OBJECTIVE = "slo:objective:ratio"
    ERROR_BUDGET = "slo:error_budget:ratio"
    BUDGET_REMAINING = "slo:error_budget_remaining:ratio"
    WINDOW_SECONDS = "slo:window:seconds"
    INFO = "slo:info"


class SloLabel(StrEnum):
    """Labels of these series and of our alerts."""

    ID = "slo_id"
    SERVICE = "slo_service"
    SLO = "slo"
    SEVERITY = "severity"
    TIER = "tier"
    OWNER = "owner"
    KIND = "kind"
    ALERT_KIND = "alert_kind"
    """`burn_rate`, `absent_data` or `heartbeat`."""
    LONG_WINDOW = "long_window"
    SHORT_WINDOW = "short_window"
    CAUSE = "cause"
    """Of attributed events: the value of the label that the SLO names, such as a subgraph."""


HEARTBEAT_ALERT = "Heartbeat"
"""Always firing: who no longer hears it knows that alerting is broken."""
