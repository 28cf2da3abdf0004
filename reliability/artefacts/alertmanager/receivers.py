"""Receivers: one for each set of channels that a route names, so that one notification tells all of them."""

from collections.abc import Sequence
from typing import Any, Final

from reliability.artefacts.site import Channel, Chat, Mail, Site, Webhook
from reliability.slo.model import Service

HEARTBEAT: Final = "heartbeat"
TITLE: Final = (
    "{{ .Status | toUpper }} {{ .CommonLabels.severity }}: {{ .CommonLabels.slo_service }} {{ .CommonLabels.slo }}"
)
TEXT: Final = "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.runbook_url }}\n{{ end }}"


def receiver_name(channels: Sequence[str]) -> str:
    """Return the names joined: it reads as who is told."""
    return " + ".join(channels)


def heartbeat_name(site: Site) -> str:
    return f"{HEARTBEAT}: {receiver_name(site.heartbeat)}"


def receivers(services: tuple[Service, ...], site: Site) -> list[dict[str, Any]]:
    """Return those that routes of these services name, the last resort first."""
    used = [site.otherwise, *(line.channels for service in services for line in site.routes_of(service))]
    return [
        *(_receiver(receiver_name(channels), channels, site) for channels in dict.fromkeys(used)),
        _receiver(heartbeat_name(site), site.heartbeat, site, told_ends=False),
    ]


def _receiver(name: str, channels: Sequence[str], site: Site, *, told_ends: bool = True) -> dict[str, Any]:
    """Return one; the end of an alert is told unless `told_ends` is false."""
    receiver: dict[str, Any] = {"name": name}
    for channel in channels:
        key, settings = _settings(site.channels[channel])
        receiver.setdefault(key, []).append({"send_resolved": told_ends, **settings})
    return receiver


def _settings(channel: Channel) -> tuple[str, dict[str, Any]]:
    match channel:
        case Webhook():
            token = {"type": "Bearer", "credentials_file": channel.credentials_file}
            authorization = {"http_config": {"authorization": token}} if channel.credentials_file else {}
            return "webhook_configs", {"url": channel.url, **authorization}
        case Chat():
            texts = {"title": TITLE, "text": TEXT}
            return "slack_configs", {"api_url_file": channel.url_file, "channel": channel.room, **texts}
        case Mail():
            return "email_configs", {"to": channel.to, "headers": {"Subject": TITLE}}
