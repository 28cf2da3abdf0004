"""An alert group whose row is held until the transaction ends."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from reliability.alerting.errors import GroupNotOpenError
from reliability.models import AlertGroup

LONGEST_TITLE = 200


def lock_group(group_id: int) -> AlertGroup:
    """Return an open group; raise GroupNotOpenError for one that is over or was never there."""
    group = AlertGroup.objects.select_for_update().filter(pk=group_id).first()
    if group is None:
        raise GroupNotOpenError(f"There is no alert group {group_id}. Look at the list of alert groups.")
    if not group.is_open:
        raise GroupNotOpenError(f"{group} is resolved already: nothing is left to do.")
    return group


def lock_group_of_key(
    key: str, *, labels: Mapping[str, str], annotations: Mapping[str, str], now: datetime
) -> AlertGroup:
    """Return the group of a key, made when it is new."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    AlertGroup.objects.get_or_create(
        key_digest=digest, defaults={"key": key, "title": title_of(labels, annotations), "opened_at": now}
    )
    return AlertGroup.objects.select_for_update().get(key_digest=digest)


def title_of(labels: Mapping[str, str], annotations: Mapping[str, str]) -> str:
    text = annotations.get("summary") or annotations.get("title") or labels.get("alertname") or "Alerts"
    return text[:LONGEST_TITLE]
