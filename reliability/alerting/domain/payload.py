"""Alertmanager's webhook document, version 4, as 0.25 sends it (its `notify/webhook/webhook.go`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from reliability.alerting.errors import MalformedNotificationError

VERSION: Final = "4"
FIRING: Final = "firing"
RESOLVED: Final = "resolved"
LONGEST_FINGERPRINT: Final = 64
_NO_TIME_YEAR: Final = 1
"""Go's zero time, which Alertmanager writes for "not yet"."""


@dataclass(frozen=True, slots=True)
class ReceivedAlert:
    fingerprint: str
    firing: bool
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime | None
    generator_address: str = ""

    @property
    def name(self) -> str:
        return self.labels.get("alertname", "") or "alert without a name"


@dataclass(frozen=True, slots=True)
class ReceivedNotification:
    """One group's state. `complete` unless Alertmanager cut the list of alerts (`max_alerts`)."""

    group_key: str
    firing: bool
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    alerts: tuple[ReceivedAlert, ...]
    complete: bool = True
    source_address: str = ""


@dataclass(slots=True)
class _Reader:
    """Collects what is wrong, so that all of it is told at once."""

    problems: list[str] = field(default_factory=list)

    def text(self, document: Mapping[str, Any], name: str, where: str = "", *, needed: bool = False) -> str:
        value = document.get(name, "")
        if not isinstance(value, str) or (needed and not value):
            self.problems.append(f"{where}{name} must be text")
            return ""
        return clean(value)

    def labels(self, document: Mapping[str, Any], name: str, where: str = "") -> dict[str, str]:
        value = document.get(name) or {}
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            self.problems.append(f"{where}{name} must be an object of texts")
            return {}
        return {clean(label): clean(text) for label, text in value.items()}

    def is_firing(self, document: Mapping[str, Any], where: str = "") -> bool:
        status = document.get("status")
        if status not in (FIRING, RESOLVED):
            self.problems.append(f"{where}status must be {FIRING} or {RESOLVED}")
        return status == FIRING

    def time(self, document: Mapping[str, Any], name: str, where: str) -> datetime | None:
        value = document.get(name)
        try:
            time = datetime.fromisoformat(str(value))
            _ = time.utctimetuple()
        except (ValueError, OverflowError):
            time = None
        if time is None or time.tzinfo is None:
            self.problems.append(f"{where}{name} must be a time of RFC 3339")
            return None
        return time if time.year > _NO_TIME_YEAR else None

    def alert(self, document: object, where: str) -> ReceivedAlert | None:
        if not isinstance(document, dict):
            self.problems.append(f"{where} must be an object")
            return None
        where += "."
        fingerprint = self.text(document, "fingerprint", where, needed=True)
        if len(fingerprint) > LONGEST_FINGERPRINT:
            self.problems.append(f"{where}fingerprint must be at most {LONGEST_FINGERPRINT} characters")
        firing = self.is_firing(document, where)
        labels, annotations = self.labels(document, "labels", where), self.labels(document, "annotations", where)
        starts_at = self.time(document, "startsAt", where)
        ends_at = None if firing or "endsAt" not in document else self.time(document, "endsAt", where)
        generator = self.text(document, "generatorURL", where)
        if starts_at is None:
            self.problems.append(f"{where}startsAt must be given")
            return None
        return ReceivedAlert(fingerprint, firing, labels, annotations, starts_at, ends_at, generator)


def read_notification(document: object) -> ReceivedNotification:
    """Check and type the document; raise MalformedNotificationError that names all that is wrong."""
    if not isinstance(document, dict):
        raise MalformedNotificationError("The document must be a JSON object. Send what Alertmanager's webhook sends.")
    reader = _Reader()
    if document.get("version") != VERSION:
        reader.problems.append(f'version must be "{VERSION}"')
    key = reader.text(document, "groupKey", needed=True)
    firing = reader.is_firing(document)
    labels = reader.labels(document, "groupLabels") | reader.labels(document, "commonLabels")
    annotations = reader.labels(document, "commonAnnotations")
    listed = document.get("alerts")
    if not isinstance(listed, list) or not listed:
        reader.problems.append("alerts must be a list with at least one alert")
        listed = []
    alerts = [reader.alert(alert, f"alerts[{number}]") for number, alert in enumerate(listed)]
    source = reader.text(document, "externalURL")
    if reader.problems:
        raise MalformedNotificationError(
            f"{'; '.join(reader.problems)}. Send what Alertmanager's webhook sends (webhook_configs, version 4)."
        )
    return ReceivedNotification(
        group_key=key,
        firing=firing,
        labels=labels,
        annotations=annotations,
        alerts=tuple(alert for alert in alerts if alert is not None),
        complete=not document.get("truncatedAlerts"),
        source_address=source,
    )


def clean(text: str) -> str:
    """Replace what no database keeps: NUL, and halves of surrogate pairs."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
