"""Alert groups of our own, beside those of Alertmanager: they escalate in the same way."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from reliability.alerting.services.firing_cycle import begin_cycle, end_cycle
from reliability.alerting.services.locked_group import lock_group_of_key
from reliability.models import Alert, AlertGroup


def raise_group(*, key: str, labels: Mapping[str, str], annotations: Mapping[str, str], now: datetime) -> AlertGroup:
    """Begin a firing cycle of the group of this key, unless it is open already."""
    with transaction.atomic():
        group = lock_group_of_key(key, labels=labels, annotations=annotations, now=now)
        if group.is_open:
            return group
        group.labels, group.annotations = dict(labels), dict(annotations)
        Alert.objects.get_or_create(
            group=group,
            fingerprint=hashlib.sha256(key.encode()).hexdigest()[:16],
            starts_at=now,
            defaults={
                "labels": dict(labels),
                "annotations": dict(annotations),
                "firing": True,
                "heard_at": now,
            },
        )
        begin_cycle(group, now=now, why=f"Fired: {labels['alertname']}.")
        return group


def end_group(*, key: str, now: datetime, why: str) -> None:
    """End the cycle of the group of this key, if it is open."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    with transaction.atomic():
        group = AlertGroup.objects.select_for_update().filter(key_digest=digest).first()
        if group is None or not group.is_open:
            return
        group.alerts.filter(firing=True).update(firing=False, ends_at=now, heard_at=now)
        end_cycle(group, now=now, why=why)
