"""What Alertmanager tells is stored before it is answered, and told twice changes nothing."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from reliability.alerting.domain.payload import ReceivedAlert, ReceivedNotification
from reliability.alerting.services.firing_cycle import begin_cycle, end_cycle, policy_of
from reliability.alerting.services.locked_group import lock_group_of_key, title_of
from reliability.alerting.services.record_heartbeat import record_heartbeat
from reliability.alerting.services.routing import find_policy
from reliability.alerting.services.timeline import note
from reliability.conventions import HEARTBEAT_ALERT, GroupStatus, SloLabel, TimelineKind
from reliability.models import Alert, AlertGroup

LATE_COPY: Final = timedelta(minutes=5)
"""A firing alert heard again so soon after its end, with the same start, is a late copy; later it fires again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`group_id` is None when nothing but heartbeats was told."""

    group_id: int | None
    changed: bool


def receive_notification(*, notification: ReceivedNotification, now: datetime) -> Outcome:
    """Store the alerts and begin or end the group's escalation, in one transaction.

    An alert is known by group key, fingerprint, start and state: see `decisions/replays.md`.
    """
    beats = [alert for alert in notification.alerts if alert.name == HEARTBEAT_ALERT]
    for name in {heartbeat_name(alert) for alert in beats if alert.firing}:
        record_heartbeat(name=name, now=now)
    alerts = [alert for alert in notification.alerts if alert.name != HEARTBEAT_ALERT]
    if not alerts:
        return Outcome(None, changed=bool(beats))
    with transaction.atomic():
        group = lock_group_of_key(
            notification.group_key, labels=notification.labels, annotations=notification.annotations, now=now
        )
        changes = [change for alert in alerts if (change := _store(group, alert, now=now)) is not None]
        if changes and not notification.firing and notification.complete:
            group.alerts.filter(firing=True).update(firing=False, ends_at=now, heard_at=now)
        if changes:
            _describe(group, notification)
            _follow(group, changes, now=now)
        return Outcome(group.pk, changed=bool(changes))


def heartbeat_name(alert: ReceivedAlert) -> str:
    """Return who beats: what the alert's service label says, else its Prometheus."""
    return alert.labels.get(SloLabel.SERVICE) or alert.labels.get("prometheus") or "prometheus"


def _store(group: AlertGroup, alert: ReceivedAlert, *, now: datetime) -> ReceivedAlert | None:
    """Write one alert; return it if that changed something."""
    known = group.alerts.filter(fingerprint=alert.fingerprint, starts_at=alert.starts_at).first()
    if known is not None:
        is_late_copy = alert.firing and now - known.heard_at < LATE_COPY
        if known.firing == alert.firing or is_late_copy:
            return None
    Alert.objects.update_or_create(
        group=group,
        fingerprint=alert.fingerprint,
        starts_at=alert.starts_at,
        defaults={
            "labels": dict(alert.labels),
            "annotations": dict(alert.annotations),
            "generator_address": alert.generator_address,
            "ends_at": alert.ends_at,
            "firing": alert.firing,
            "heard_at": now,
        },
    )
    return alert


def _describe(group: AlertGroup, notification: ReceivedNotification) -> None:
    """Let the group tell what its alerts have in common, and where they differ, what its first alert tells."""
    first = notification.alerts[0]
    group.labels = dict(notification.labels)
    group.annotations = {**first.annotations, **notification.annotations}
    group.title = title_of(notification.labels or first.labels, group.annotations)
    group.source_address = notification.source_address
    group.save()


def _follow(group: AlertGroup, changes: list[ReceivedAlert], *, now: datetime) -> None:
    """Let the group's state follow that of its alerts."""
    fired = [alert for alert in changes if alert.firing]
    if fired and not group.is_open:
        begin_cycle(group, now=now, why=f"Fired: {_names(fired)}.")
    elif fired:
        note(group, TimelineKind.ALERT_FIRED, f"Also fired: {_names(fired)}.", now=now)
        _restart_if_graver(group, fired, now=now)
    ended = [alert for alert in changes if not alert.firing]
    if ended:
        note(group, TimelineKind.ALERT_RESOLVED, f"Ended: {_names(ended)}.", now=now)
    if group.is_open and not group.alerts.filter(firing=True).exists():
        end_cycle(group, now=now, why="All its alerts have ended.")


def _restart_if_graver(group: AlertGroup, fired: list[ReceivedAlert], *, now: datetime) -> None:
    """Begin anew, even when acknowledged, when an alert joins that belongs to a graver route."""
    current, wanted = policy_of(group), find_policy([group.labels | dict(alert.labels) for alert in fired])
    if current is not None and wanted is not None and wanted.rank < current.rank:
        state = GroupStatus(group.status).value
        begin_cycle(group, now=now, why=f"Graver than before ({state}): the policy is now {wanted.name}.")


def _names(alerts: list[ReceivedAlert]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in Counter(alert.name for alert in alerts).items())
