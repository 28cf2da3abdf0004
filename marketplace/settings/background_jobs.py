"""Celery, its transport and schedule, and who hears which message."""

from enum import StrEnum
from typing import Any, Final

from celery.schedules import crontab
from kombu import Queue

from marketplace.settings.environment import ENVIRONMENT


class JobQueue(StrEnum):
    """The queues, first those that a worker empties first."""

    HIGH = "high"
    """What keeps a promise to somebody: a user who was shut out, an alert that has to reach a person."""
    DEFAULT = "default"
    """What somebody may notice within seconds."""
    LOW = "low"
    """What keeps house, and may wait for minutes."""


CELERY_TASK_QUEUES: Final = tuple(Queue(name, routing_key=name) for name in JobQueue)
CELERY_TASK_DEFAULT_QUEUE: Final = JobQueue.DEFAULT.value
CELERY_TASK_ROUTES: Final = {
    "offers.archive_offers_of_user": {"queue": JobQueue.HIGH.value},
    "reviews.close_author": {"queue": JobQueue.HIGH.value},
    "reliability.escalate": {"queue": JobQueue.HIGH.value},
    "reliability.watch_heartbeats": {"queue": JobQueue.HIGH.value},
    "common.forget_*": {"queue": JobQueue.LOW.value},
    "reviews.recount_ratings": {"queue": JobQueue.LOW.value},
}
"""Task -> queue; all others wait in the default one."""
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
# A request that has committed must not wait long for a broker that is down: the outbox is swept later anyway.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_step": 0.1, "interval_max": 0.2}

CELERY_BROKER_URL: str
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if ENVIRONMENT.redis_url:
    CELERY_BROKER_URL = ENVIRONMENT.redis_url
    # Longer than the time limit of a task, or a slow task would be given to a second worker.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 600,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "queue_order_strategy": "priority",
    }
else:
    # Folders have no order of queues: a worker takes from each of them in turn.
    CELERY_BROKER_URL = "folder://"
    QUEUE_FOLDER = ENVIRONMENT.data_dir / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_FOLDER / "messages"),
        "data_folder_out": str(QUEUE_FOLDER / "messages"),
        "control_folder": str(QUEUE_FOLDER / "control"),
        "polling_interval": 0.2,
    }
    for folder in ("messages", "control"):
        (QUEUE_FOLDER / folder).mkdir(parents=True, exist_ok=True)
CELERY_BEAT_SCHEDULE_FILENAME = str(ENVIRONMENT.data_dir / "beat-schedule")

# `expires`: while no worker runs, the same sweep need not wait in the queue many times.
CELERY_BEAT_SCHEDULE = {
    "send messages again that were not consumed": {
        "task": "common.sweep_outbox",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "forget consumed messages": {
        "task": "common.forget_consumed_messages",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget idempotency keys": {
        "task": "common.forget_idempotency_keys",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    # On-call. Late runs are worth nothing, and any number may run at once.
    "escalate alerts": {"task": "reliability.escalate", "schedule": 5.0, "options": {"expires": 5}},
    "watch heartbeats": {"task": "reliability.watch_heartbeats", "schedule": 20.0, "options": {"expires": 20}},
    "tell hand-overs": {"task": "reliability.tell_hand_overs", "schedule": 30.0, "options": {"expires": 30}},
    # The month before, once it is over everywhere: what exists is not made again.
    "make monthly reports": {"task": "reliability.make_monthly_reports", "schedule": crontab(hour=4, minute=15)},
    # Error budgets. Two runs at once do no harm: the later one finds that nothing is left to do.
    "record error budgets": {"task": "reliability.record_error_budgets", "schedule": 60.0, "options": {"expires": 60}},
    "apply budget policies": {
        "task": "reliability.apply_budget_policies",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "tell budget transitions": {
        "task": "reliability.tell_budget_transitions",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "forget old minutes": {"task": "reliability.forget_old_minutes", "schedule": crontab(hour=4, minute=10)},
    "repair ratings": {"task": "reviews.recount_ratings", "schedule": crontab(hour=3, minute=30)},
}

# Message -> tasks that consume it (`messages.consumer`). Names only: subgraphs do not import one another.
MESSAGE_SUBSCRIBERS: dict[str, tuple[str, ...]] = {
    "users.profile_changed": ("reviews.record_author_name",),
    "users.user_deactivated": ("offers.archive_offers_of_user", "reviews.close_author"),
    "offers.offer_published": ("reviews.record_reviewable_offer",),
    "offers.offer_archived": ("reviews.close_reviewable_offer",),
}
