from datetime import datetime

from django.db import transaction

from reliability.alerting.services.firing_cycle import cancel_planned
from reliability.alerting.services.locked_group import lock_group
from reliability.alerting.services.timeline import note
from reliability.conventions import GroupStatus, TimelineKind
from reliability.models import AlertGroup


@transaction.atomic
def acknowledge_group(*, group_id: int, actor: str, now: datetime) -> AlertGroup:
    """Stop the escalation: somebody looks after it. Acknowledged once more, the group stays as it is."""
    group = lock_group(group_id)
    if group.status == GroupStatus.ACKNOWLEDGED:
        return group
    cancel_planned(group, now=now)
    group.status = GroupStatus.ACKNOWLEDGED.value
    group.acknowledged_at, group.acknowledged_by = now, actor[:120]
    group.next_at = group.snoozed_until = None
    group.save()
    note(group, TimelineKind.ACKNOWLEDGED, f"Acknowledged by {actor}.", now=now, actor=actor)
    return group
