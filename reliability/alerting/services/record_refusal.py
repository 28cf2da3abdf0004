"""A notification that was refused is never sent again by Alertmanager: what it told of must not pass unseen."""

import logging
from datetime import datetime

from reliability.alerting.services.raise_group import raise_group
from reliability.conventions import OnCallAlert, SloLabel
from reliability.slo.model import Severity

logger = logging.getLogger(__name__)


def record_refusal(*, reason: str, now: datetime) -> None:
    """Raise a group that says that a notification of an authenticated sender could not be read, and why."""
    logger.error("a notification to the webhook was refused: %s", reason)
    raise_group(
        key="webhook:refused",
        labels={"alertname": OnCallAlert.NOTIFICATION_REFUSED, SloLabel.SEVERITY: Severity.PAGE},
        annotations={
            "summary": "A notification to the webhook could not be read",
            "description": f"{reason} Look at Alertmanager for what fires, and resolve this group by hand.",
        },
        now=now,
    )
