"""The beginning and the end of a firing cycle. Callers hold the group's row in a transaction."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from reliability.alerting.domain.escalation import Policy, policy_from_json, policy_to_json
from reliability.alerting.services.routing import find_policy
from reliability.alerting.services.timeline import note
from reliability.conventions import GroupStatus, NotificationPurpose, NotificationState, TimelineKind
from reliability.models import AlertGroup, Notification

logger = logging.getLogger(__name__)

ROUTE_AGAIN_AFTER: Final = timedelta(minutes=1)
TOLD: Final = (NotificationState.DELIVERED, NotificationState.UNKNOWN, NotificationState.SENDING)
"""States of a notification that somebody may have read."""


def begin_cycle(group: AlertGroup, *, now: datetime, why: str, kind: TimelineKind = TimelineKind.TRIGGERED) -> None:
    """Start the escalation from its first step, with the policy as it is now; it stays so until the next start."""
    cancel_planned(group, now=now)
    if not group.is_open:
        group.opened_at = now
    group.cycle += 1
    group.status = GroupStatus.FIRING.value
    group.acknowledged_at = group.snoozed_until = group.resolved_at = None
    group.acknowledged_by = ""
    note(group, kind, why, now=now)
    take_policy(group, find_policy(firing_labels(group)), now=now)
    group.save()


def take_policy(group: AlertGroup, policy: Policy | None, *, now: datetime) -> None:
    """Keep the policy with the group. Without one the group stays open, and is routed again soon."""
    group.loop = group.step = 0
    group.policy = policy_to_json(policy) if policy else {}
    group.next_at = now if policy else now + ROUTE_AGAIN_AFTER
    if policy is None:
        text = "Nobody is told: no route matches and there is no default policy. Mark a policy as the default one."
        logger.error("alert group %s (%s): %s", group.pk, group, text)
        if not group.timeline.filter(cycle=group.cycle, kind=TimelineKind.EXHAUSTED).exists():
            note(group, TimelineKind.EXHAUSTED, text, now=now)


def policy_of(group: AlertGroup) -> Policy | None:
    return policy_from_json(group.policy) if group.policy else None


def firing_labels(group: AlertGroup) -> list[Mapping[str, str]]:
    """Return what routes are asked with: the labels of every firing alert."""
    return [group.labels | labels for labels in group.alerts.filter(firing=True).values_list("labels", flat=True)] or [
        group.labels
    ]


def cancel_planned(group: AlertGroup, *, now: datetime) -> None:
    """Take back what has not been sent; what is being sent at this moment cannot be."""
    planned = group.notifications.filter(purpose=NotificationPurpose.PAGE, state=NotificationState.PLANNED)
    cancelled = planned.update(state=NotificationState.CANCELLED, ended_at=now)
    if cancelled:
        note(group, TimelineKind.CANCELLED, f"Planned notifications taken back: {cancelled}.", now=now)


def end_cycle(group: AlertGroup, *, now: datetime, why: str, actor: str = "") -> None:
    """Resolve the group, and tell those who had been told that it was firing."""
    cancel_planned(group, now=now)
    group.status = GroupStatus.RESOLVED.value
    group.resolved_at = now
    group.next_at = group.snoozed_until = None
    group.save()
    note(group, TimelineKind.RESOLVED, why, now=now, actor=actor)
    told = group.notifications.filter(purpose=NotificationPurpose.PAGE, state__in=TOLD, sent_at__gte=group.opened_at)
    _plan_notices(group, told.exclude(channel=None).order_by("pk"), now=now)


def _plan_notices(group: AlertGroup, told: Iterable[Notification], *, now: datetime) -> None:
    for page in {page.channel_id: page for page in told}.values():
        Notification.objects.get_or_create(
            group=group,
            purpose=NotificationPurpose.RESOLVED.value,
            cycle=group.cycle,
            loop=0,
            step=0,
            target=f"channel:{page.channel_id}",
            defaults={
                "channel_id": page.channel_id,
                "channel_name": page.channel_name,
                "person_id": page.person_id,
                "due_at": now,
            },
        )
