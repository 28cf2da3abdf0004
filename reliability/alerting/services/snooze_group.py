from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from reliability.alerting.errors import OnCallError
from reliability.alerting.services.firing_cycle import cancel_planned
from reliability.alerting.services.locked_group import lock_group
from reliability.alerting.services.timeline import note
from reliability.conventions import GroupStatus, TimelineKind
from reliability.models import AlertGroup

LONGEST_SNOOZE: Final = timedelta(days=7)


@transaction.atomic
def snooze_group(*, group_id: int, until: datetime, actor: str, now: datetime) -> AlertGroup:
    """Stop the escalation until a time; then, unless it has been resolved, it begins again with its first step."""
    if not now < until <= now + LONGEST_SNOOZE:
        raise OnCallError(f"A snooze ends in the future, at most {LONGEST_SNOOZE.days} days from now.")
    group = lock_group(group_id)
    cancel_planned(group, now=now)
    group.status = GroupStatus.SNOOZED.value
    group.next_at = group.snoozed_until = until
    group.save()
    note(group, TimelineKind.SNOOZED, f"Snoozed until {until:%F %R} UTC by {actor}.", now=now, actor=actor)
    return group
