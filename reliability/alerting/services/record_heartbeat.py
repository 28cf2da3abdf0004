from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from reliability.alerting.services.raise_group import end_group
from reliability.models import Heartbeat

SILENT_AFTER: Final = timedelta(minutes=15)
"""Of a heartbeat that was not set up, but heard: from then on it is missed."""


def heartbeat_key(name: str) -> str:
    return f"heartbeat:{name}"


def record_heartbeat(*, name: str, now: datetime) -> None:
    """Note that a heartbeat was heard; a group that its silence had raised ends."""
    with transaction.atomic():
        Heartbeat.objects.get_or_create(name=name, defaults={"silent_after": SILENT_AFTER, "heard_at": now})
        heartbeat = Heartbeat.objects.select_for_update().get(name=name)
        was_silent = heartbeat.silent_since is not None
        heartbeat.heard_at, heartbeat.silent_since = max(now, heartbeat.heard_at), None
        heartbeat.save()
        if was_silent:
            end_group(key=heartbeat_key(name), now=now, why=f"{name} is heard again.")
