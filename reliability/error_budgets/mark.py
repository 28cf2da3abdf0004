"""Marks on the time line of a budget."""

from datetime import datetime

from reliability.conventions import BudgetEventKind
from reliability.errors import SpecificationError
from reliability.models import BudgetEvent


def mark_event(
    *,
    key: str,
    kind: BudgetEventKind,
    title: str,
    start: datetime,
    end: datetime | None = None,
    service: str = "",
    link: str = "",
) -> BudgetEvent:
    """Write a deployment, incident or experiment; told again with the same key, it is changed, such as by its end."""
    if not key.strip() or not title.strip():
        raise SpecificationError("An event has a key of its own, and a title.")
    if end is not None and end < start:
        raise SpecificationError("An event does not end before it starts.")
    if link and not link.startswith(("https://", "http://")):
        raise SpecificationError("A link begins with https:// or http://.")
    columns = {"kind": kind, "title": title, "start": start, "end": end, "service": service, "link": link}
    event, _ = BudgetEvent.objects.update_or_create(key=key, defaults=columns)
    return event
