"""The one way to write a group's timeline."""

from datetime import datetime

from reliability.conventions import TimelineKind
from reliability.models import AlertGroup, TimelineEntry

LONGEST_ACTOR = 120


def note(group: AlertGroup, kind: TimelineKind, text: str, *, now: datetime, actor: str = "") -> None:
    TimelineEntry.objects.create(
        group=group, at=now, cycle=group.cycle, kind=kind.value, actor=actor[:LONGEST_ACTOR], text=text
    )
