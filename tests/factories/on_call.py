"""On-call: channels, policies and what Alertmanager sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, Final

from reliability.alerting.domain.payload import ReceivedNotification, read_notification
from reliability.alerting.notifications.apprise_sender import Result
from reliability.alerting.notifications.message import Message
from reliability.alerting.services.receive_notification import receive_notification
from reliability.alerting.services.save_channel import save_channel
from reliability.models import (
    AlertGroup,
    Channel,
    EscalationPolicy,
    EscalationStep,
    LayerMember,
    Schedule,
    ScheduleLayer,
)

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
    assert outcome.group_id is not None
    return AlertGroup.objects.get(pk=outcome.group_id)


def make_channel(address: str = "json://127.0.0.1:9/unreachable", person: Any = None) -> Channel:
    return save_channel(name=f"channel {next(NUMBERS)}", address=address, person=person)


def make_policy(*targets: Any, wait: timedelta = 5 * MINUTE, repeat: int = 0, **fields: Any) -> EscalationPolicy:
    """A default policy whose steps notify the targets: channels, schedules or users."""
    policy = EscalationPolicy.objects.create(
        name=fields.pop("name", f"policy {next(NUMBERS)}"), repeat=repeat, is_default=fields.pop("is_default", True)
    )
    for position, target in enumerate(targets):
        kind = {Channel: "channel", Schedule: "schedule"}.get(type(target), "person")
        EscalationStep.objects.create(
            policy=policy, position=position, target=kind, wait=wait, **{kind: target}, **fields
        )
    return policy


def make_schedule(
    *people: Any, starts_on: date = date(2026, 11, 2), hand_over: time = time(9), **layer: Any
) -> Schedule:
    """One layer, a week each, from a Monday on."""
    schedule = Schedule.objects.create(name=f"schedule {next(NUMBERS)}", time_zone=layer.pop("time_zone", "UTC"))
    made = ScheduleLayer.objects.create(
        schedule=schedule, name="weekly", starts_on=starts_on, hand_over=hand_over, **layer
    )
    for position, person in enumerate(people):
        LayerMember.objects.create(layer=made, position=position, person=person)
    return schedule


@dataclass
class Receiver:
    """Keeps what is sent to it; an address with "dead" in it fails."""

    heard: list[tuple[str, Message]] = field(default_factory=list)

    def __call__(self, address: str, message: Message) -> Result:
        if "dead" in address:
            return Result(delivered=False, text="nomatch")
        self.heard.append((address.rpartition("/")[2], message))
        return Result(delivered=True, text="success")

    def take(self) -> list[str]:
        """The last part of every address heard since the last call, and the first word of its title."""
        heard, self.heard = self.heard, []
        return [f"{name} {message.title.partition(':')[0]}" for name, message in heard]
