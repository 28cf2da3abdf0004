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
    SLICE_BAD = "slo:slice_bad:bool"
    """With budgeting by timeslices: whether the slice that ends now is bad."""


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
    OBJECTIVE = "objective"
    """Of slo:info: a percentage, as people write it."""
    WINDOW = "window"
    """Of slo:info: `30d`, or the calendar's `month`."""
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


class OnCallAlert(StrEnum):
    """Alerts that we raise ourselves, past Prometheus."""

    HEARTBEAT_MISSED = "HeartbeatMissed"
    NOTIFICATION_REFUSED = "NotificationRefused"


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


class JobSeries(StrEnum):
    """Background jobs. Names and labels are those of the celery-exporter that the celery-mixin's dashboards and alerts
    are made for, as far as it has them; a histogram's name stands for its `_bucket`, `_sum` and `_count`.
    """

    SENT = "celery_task_sent_total"
    STARTED = "celery_task_started_total"
    SUCCEEDED = "celery_task_succeeded_total"
    FAILED = "celery_task_failed_total"
    RETRIED = "celery_task_retried_total"
    REVOKED = "celery_task_revoked_total"
    RUNTIME = "celery_task_runtime"
    QUEUE_WAIT = "celery_queue_wait_seconds"
    QUEUE_LENGTH = "celery_queue_length"
    OLDEST_WAITING = "celery_queue_oldest_age_seconds"


class JobLabel(StrEnum):
    TASK = "name"
    QUEUE = "queue_name"


class TelemetrySeries(StrEnum):
    """What measuring says of itself."""

    SOURCE_FAILURES = "holdfast_telemetry_source_failures_total"
    SOURCE = "source"


class MarketplaceSeries(StrEnum):
    """The business, and how promptly it hears of itself. `_total` grows in each process, the others are read from the
    database and equal in all processes: take their max.
    """

    EVENTS = "holdfast_marketplace_events_total"
    USERS = "holdfast_marketplace_users"
    VERIFIED_USERS = "holdfast_marketplace_verified_users"
    OFFERS = "holdfast_marketplace_offers"
    REVIEWS = "holdfast_marketplace_reviews"
    OPEN_REPORTS = "holdfast_marketplace_open_review_reports"
    OLDEST_PENDING_REVIEW = "holdfast_marketplace_oldest_pending_review_age_seconds"
    REVIEW_PUBLICATION = "holdfast_marketplace_review_publication_seconds"
    OUTBOX_WAITING = "holdfast_outbox_waiting_messages"
    OUTBOX_FAILED = "holdfast_outbox_failed_messages"
    OUTBOX_OLDEST = "holdfast_outbox_oldest_waiting_age_seconds"
    SIGN_INS = "holdfast_identity_sign_ins_total"
    SIGN_IN_SECONDS = "holdfast_identity_sign_in_duration_seconds"


class MarketplaceLabel(StrEnum):
    EVENT = "event"
    OUTCOME = "outcome"
    PATH = "path"
    STATUS = "status"
    SUBSCRIBER = "subscriber"


class BudgetEventKind(StrEnum):
    """What may explain how a budget was spent."""

    DEPLOYMENT = "deployment"
    INCIDENT = "incident"
    EXPERIMENT = "experiment"


class BudgetTask(StrEnum):
    """`reliability.<verb>_<noun>`: the names by which workers know the tasks of error budgets."""

    RECORD = "reliability.record_error_budgets"
    APPLY_POLICIES = "reliability.apply_budget_policies"
    TELL_TRANSITIONS = "reliability.tell_budget_transitions"
    FORGET_MINUTES = "reliability.forget_old_minutes"


class ReportTask(StrEnum):
    """The names by which workers know the tasks of reports."""

    MAKE_MONTHLY = "reliability.make_monthly_reports"


class ReportPermission(StrEnum):
    """What somebody who is not of the staff must be granted to see error budgets."""

    VIEW = "reliability.view_error_budgets"


class BoardUid(StrEnum):
    """What Grafana knows the boards by: links last as long as these stay."""

    SLO_OVERVIEW = "holdfast-slo-overview"
    GATEWAY = "holdfast-gateway"
    SUBGRAPHS = "holdfast-subgraphs"
    JOBS = "holdfast-jobs"
    POSTGRESQL = "holdfast-postgresql"
    REDIS = "holdfast-redis"
    BUSINESS = "holdfast-business"


SERVICE_BOARD = "slo-"
"""A service's board: followed by the service's name."""
