from datetime import datetime

from django.db import transaction

from reliability.alerting.services.firing_cycle import end_cycle
from reliability.alerting.services.locked_group import lock_group
from reliability.models import AlertGroup


@transaction.atomic
def resolve_group(*, group_id: int, actor: str, now: datetime) -> AlertGroup:
    """End the firing cycle by hand. Alerts that still fire stay known as firing: only new ones begin another cycle."""
    group = lock_group(group_id)
    end_cycle(group, now=now, why=f"Resolved by {actor}.", actor=actor)
    return group
