"""What a notification says: what, where, since when, and what to do; short enough for a telephone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from reliability.conventions import NotificationPurpose, SloLabel

_SHOWN_LABELS: Final = (SloLabel.SERVICE.value, SloLabel.SLO.value, "instance", SloLabel.TIER.value)
_LINKS: Final = {"runbook_url": "Runbook", "dashboard_url": "Dashboard"}
LONGEST_TITLE: Final = 120
LONGEST_DESCRIPTION: Final = 400


@dataclass(frozen=True, slots=True)
class Message:
    title: str
    body: str
    is_good_news: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What there is to tell of a group."""

    title: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    since: datetime
    firing: int
    until: datetime | None = None
    budget_link: str = ""


def write_message(purpose: NotificationPurpose, subject: Subject, *, action_link: str) -> Message:
    resolved = purpose is NotificationPurpose.RESOLVED
    state = "Resolved" if resolved else subject.labels.get(SloLabel.SEVERITY, "alert").capitalize()
    lines = [_where(subject), _when(subject, resolved=resolved)]
    if not resolved:
        lines.append(shortened(subject.annotations.get("description", ""), LONGEST_DESCRIPTION))
        lines.append(f"Acknowledge: {action_link}")
    links = {word: subject.annotations.get(name) for name, word in _LINKS.items()} | {"Budget": subject.budget_link}
    lines.extend(f"{word}: {address}" for word, address in links.items() if address)
    return Message(
        title=shortened(f"{state}: {subject.title}", LONGEST_TITLE),
        body="\n".join(line for line in lines if line),
        is_good_news=resolved,
    )


def _where(subject: Subject) -> str:
    labels: Sequence[str] = [f"{name} {subject.labels[name]}" for name in _SHOWN_LABELS if subject.labels.get(name)]
    return ", ".join(labels)


def _when(subject: Subject, *, resolved: bool) -> str:
    if resolved and subject.until is not None:
        minutes = round((subject.until - subject.since).total_seconds() / 60)
        return f"From {_time(subject.since)} to {_time(subject.until)} ({minutes} min)"
    alerts = f", {subject.firing} alerts" if subject.firing > 1 else ""
    return f"Since {_time(subject.since)}{alerts}"


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
