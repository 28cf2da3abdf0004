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
    """An AlertKind."""
    LONG_WINDOW = "long_window"
    SHORT_WINDOW = "short_window"
    CAUSE = "cause"
    """Of attributed events: the value of the label that the SLO names, such as a subgraph."""
    ENVIRONMENT = "environment"
    """An external label: where a Prometheus server stands."""


class AlertKind(StrEnum):
    """What an alert says: a budget is spent too fast, nothing is measured, or that alerting works."""

    BURN_RATE = "burn_rate"
    ABSENT_DATA = "absent_data"
    HEARTBEAT = "heartbeat"


HEARTBEAT_ALERT = "Heartbeat"
"""Always firing: who no longer hears it knows that alerting is broken."""


class OnCallTask(StrEnum):
    """The names by which workers know the tasks of on-call."""

    ESCALATE = "reliability.escalate"
    WATCH_HEARTBEATS = "reliability.watch_heartbeats"
    TELL_HAND_OVERS = "reliability.tell_hand_overs"


class GroupStatus(StrEnum):
    """Of an alert group, as the API tells it."""

    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class StepTarget(StrEnum):
    """Whom a step of an escalation policy notifies."""

    PERSON = "person"
    SCHEDULE = "schedule"
    CHANNEL = "channel"


class OutsideHours(StrEnum):
    """What a step does that is not within its hours: the next step takes its turn, or it waits for its hours."""

    SKIP = "skip"
    WAIT = "wait"


class RotationUnit(StrEnum):
    """How long a turn is, times a number. Days and weeks are those of the calendar, hours are of 3600 s."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


class NotificationPurpose(StrEnum):
    PAGE = "page"
    RESOLVED = "resolved"
    HAND_OVER = "hand_over"
    TEST = "test"


class NotificationState(StrEnum):
    """PLANNED -> SENDING -> DELIVERED | FAILED | UNKNOWN; or PLANNED -> CANCELLED."""

    PLANNED = "planned"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Its worker died between the send and its result."""
    CANCELLED = "cancelled"


class TimelineKind(StrEnum):
    """What an entry of a group's timeline tells."""

    TRIGGERED = "triggered"
    ALERT_FIRED = "alert_fired"
    ALERT_RESOLVED = "alert_resolved"
    STEP = "step"
    SKIPPED = "skipped"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    MUTED = "muted"
    EXHAUSTED = "exhausted"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESUMED = "resumed"
    RESOLVED = "resolved"
