"""On-call: channels, policies and what Alertmanager sends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from reliability.alerting.domain.payload import ReceivedNotification, read_notification
from reliability.alerting.services.receive_notification import receive_notification
from reliability.models import AlertGroup

NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)
NUMBERS: Final = count(1)


def alert_document(number: int = 1, *, firing: bool = True, **labels: str) -> dict[str, Any]:
    return {
        "status": "firing" if firing else "resolved",
        "labels": {"alertname": "GatewayBurnsBudget", "slo_service": "gateway", "severity": "page", **labels},
        "annotations": {"summary": "The gateway spends its error budget"},
        "startsAt": (NOW + number * timedelta(seconds=1)).isoformat(),
        "endsAt": "0001-01-01T00:00:00Z" if firing else (NOW + timedelta(hours=1)).isoformat(),
        "generatorURL": "http://prometheus.example/graph",
        "fingerprint": f"{number:016x}",
    }


def webhook_document(*alerts: dict[str, Any], key: str = '{}:{slo_service="gateway"}', **fields: Any) -> dict[str, Any]:
    alerts = alerts or (alert_document(),)
    shared = set.intersection(*({*alert["labels"].items()} for alert in alerts))
    return {
        "version": "4",
        "groupKey": key,
        "truncatedAlerts": 0,
        "status": "firing" if any(alert["status"] == "firing" for alert in alerts) else "resolved",
        "receiver": "holdfast",
        "groupLabels": {"slo_service": "gateway"},
        "commonLabels": dict(shared),
        "commonAnnotations": {
            "summary": "The gateway spends its error budget",
            "runbook_url": "https://runbooks.example/gateway",
        },
        "externalURL": "http://alertmanager.example",
        "alerts": list(alerts),
    } | fields


def notification(*alerts: dict[str, Any], **fields: Any) -> ReceivedNotification:
    return read_notification(webhook_document(*alerts, **fields))


def fire(*alerts: dict[str, Any], now: datetime = NOW, **fields: Any) -> AlertGroup:
    """A group as Alertmanager's webhook makes it."""
    outcome = receive_notification(notification=notification(*alerts, **fields), now=now)
    return AlertGroup.objects.get(pk=outcome.group_id)
