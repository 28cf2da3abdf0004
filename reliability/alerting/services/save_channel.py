from typing import Any

from reliability.alerting.notifications.apprise_sender import kind_of
from reliability.alerting.notifications.sealing import seal
from reliability.models import Channel


def save_channel(*, name: str, address: str, person: Any | None = None, channel: Channel | None = None) -> Channel:
    """Check and seal an Apprise address; raise UnusableAddressError for one that matches no service."""
    saved = channel or Channel()
    saved.name, saved.person = name, person
    saved.kind, saved.sealed_address = kind_of(address), seal(address)
    saved.save()
    return saved
