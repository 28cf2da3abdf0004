"""Signed addresses in notifications: whoever holds one may act on that firing of the group, for a day.

Opening one shows a page and changes nothing, for mail scanners and chat previews open addresses too.
"""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import NoReverseMatch, reverse

from reliability.conventions import SloLabel
from reliability.models import AlertGroup

_SALT: Final = "reliability.alerting.links"
LINK_AGE: Final = timedelta(hours=24)


def sign_notification(notification_id: int) -> str:
    return signing.dumps(notification_id, salt=_SALT)


def read_signed(text: str) -> int | None:
    """Return the notification's key; None when the text is not ours, or too old."""
    try:
        return int(signing.loads(text, salt=_SALT, max_age=LINK_AGE))
    except signing.BadSignature:
        return None


def runbook_of(group: AlertGroup) -> str:
    """Return the address of what to do; empty unless it is one of the web (`javascript:` is none)."""
    address = str(group.annotations.get("runbook_url", ""))
    return address if address.startswith(("https://", "http://")) else ""


def action_link(notification_id: int) -> str:
    return _public(reverse("reliability:alert-link", args=[sign_notification(notification_id)]))


def budget_link(group: AlertGroup) -> str:
    """Return the address of the error budget that the group's labels name; empty where they name none."""
    try:
        return _public(reverse("reliability:slo", args=[group.labels[SloLabel.SERVICE], group.labels[SloLabel.SLO]]))
    except (KeyError, NoReverseMatch):
        return ""


def _public(path: str) -> str:
    return f"{settings.RELIABILITY_PUBLIC_ADDRESS}{path}"
