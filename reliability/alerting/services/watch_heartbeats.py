from datetime import datetime

from django.db import transaction

from reliability.alerting.services.raise_group import raise_group
from reliability.alerting.services.record_heartbeat import heartbeat_key
from reliability.conventions import OnCallAlert, SloLabel
from reliability.models import Heartbeat
from reliability.slo.model import Severity


def watch_heartbeats(*, now: datetime) -> int:
    """Raise a group for each heartbeat that has become silent; return how many. Each silence raises one group."""
    waiting = Heartbeat.objects.filter(silent_since=None).values_list("pk", flat=True)
    return sum(_miss(heartbeat_id, now=now) for heartbeat_id in list(waiting))


@transaction.atomic
def _miss(heartbeat_id: int, *, now: datetime) -> bool:
    silent = Heartbeat.objects.select_for_update().filter(pk=heartbeat_id, silent_since=None).first()
    if silent is None or now - silent.heard_at < silent.silent_after:
        return False
    silent.silent_since = silent.heard_at
    silent.save()
    minutes = round(silent.silent_after.total_seconds() / 60)
    raise_group(
        key=heartbeat_key(silent.name),
        labels={
            "alertname": OnCallAlert.HEARTBEAT_MISSED,
            "heartbeat": silent.name,
            SloLabel.SEVERITY: Severity.PAGE,
        },
        annotations={
            "summary": f"{silent.name} has not been heard for {minutes} min",
            "description": "Alerts of this source do not reach us: Prometheus, Alertmanager or the way here is broken.",
        },
        now=now,
    )
    return True
