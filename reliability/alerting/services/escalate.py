"""The engine: what is due is claimed, written down, and then sent. Any number of workers may run it at once.

A group is claimed by its row (FOR UPDATE SKIP LOCKED; on SQLite by the one writer's lock, taken when a transaction
begins), and in that transaction its step moves on and the notifications are written. See `decisions/exactly_once.md`.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from reliability.alerting.domain.escalation import Exhausted, Fire, Hold, Policy, next_turn
from reliability.alerting.notifications.apprise_sender import Send, send_by_apprise
from reliability.alerting.services.fire_step import fire_step
from reliability.alerting.services.firing_cycle import begin_cycle, firing_labels, policy_of, take_policy
from reliability.alerting.services.routing import find_policy, matches_text
from reliability.alerting.services.send_due import send_due, settle_lost
from reliability.alerting.services.timeline import note
from reliability.conventions import (
    GroupStatus,
    NotificationPurpose,
    NotificationState,
    TimelineKind,
)
from reliability.models import AlertGroup, MaintenanceWindow

logger = logging.getLogger(__name__)

LOOK_AGAIN_AFTER: Final = timedelta(minutes=1)
START_OVER_AFTER: Final = timedelta(minutes=5)
"""When all rounds are over and no notification of them was delivered."""


def escalate(*, now: datetime, send: Send = send_by_apprise) -> int:
    """Do what is due at `now`; return how many groups and notifications were dealt with."""
    dealt = settle_lost(now=now)
    while _advance_one(now=now):
        dealt += 1
    return dealt + send_due(now=now, send=send)


@transaction.atomic
def _advance_one(*, now: datetime) -> bool:
    """Claim one due group and advance it; return whether there was one."""
    due = AlertGroup.objects.select_for_update(skip_locked=True).filter(next_at__lte=now)
    group = due.order_by("next_at", "pk").first()
    if group is None:
        return False
    if group.status == GroupStatus.SNOOZED:
        begin_cycle(group, now=now, why="The snooze is over.", kind=TimelineKind.RESUMED)
    policy = policy_of(group)
    if policy is None:
        take_policy(group, find_policy(firing_labels(group)), now=now)
    elif (window := _window_of(group, now=now)) is not None:
        group.next_at = min(window.ends_at, now + LOOK_AGAIN_AFTER)
        _note_muted(group, window, now=now)
    else:
        _take_turn(group, policy, now=now)
    group.save()
    return True


def _take_turn(group: AlertGroup, policy: Policy, *, now: datetime) -> None:
    turn = next_turn(policy, loop=group.loop, index=group.step, now=now)
    for step in turn.skipped:
        note(group, TimelineKind.SKIPPED, f"{step.name} is passed over outside its hours.", now=now)
    match turn:
        case Fire():
            reaches = fire_step(group, turn, now=now)
            group.loop, group.step = turn.loop, turn.index + 1
            if group.step == len(policy.steps):
                group.loop, group.step = turn.loop + 1, 0
            group.next_at = now + turn.step.wait if reaches else now
        case Hold():
            group.loop, group.step, group.next_at = turn.loop, turn.index, turn.until
            note(group, TimelineKind.SKIPPED, f"The step waits for its hours, until {turn.until:%F %R} UTC.", now=now)
        case Exhausted():
            _end_or_start_over(group, now=now)


def _end_or_start_over(group: AlertGroup, *, now: datetime) -> None:
    """Stop after the last round, unless nobody has been told at all: then start over until somebody is."""
    pages = group.notifications.filter(purpose=NotificationPurpose.PAGE, cycle=group.cycle)
    if pages.filter(state=NotificationState.DELIVERED).exists():
        group.next_at = None
        text = "All steps are through, and nobody has acknowledged."
        note(group, TimelineKind.EXHAUSTED, text, now=now)
    elif pages.filter(state__in=(NotificationState.PLANNED, NotificationState.SENDING)).exists():
        group.next_at = now + LOOK_AGAIN_AFTER
        return
    else:
        text = "All steps are through, and NOBODY WAS REACHED. They are gone through again."
        begin_cycle(group, now=now, why=text, kind=TimelineKind.EXHAUSTED)
        group.next_at = now + START_OVER_AFTER
    logger.error("alert group %s (%s): %s", group.pk, group, text)


def _window_of(group: AlertGroup, *, now: datetime) -> MaintenanceWindow | None:
    """Return the maintenance that mutes all of the group's firing alerts."""
    labels = firing_labels(group)
    for window in MaintenanceWindow.objects.filter(starts_at__lte=now, ends_at__gt=now).order_by("-ends_at"):
        if all(matches_text(window.matchers, each, of=f"the maintenance {window}") for each in labels):
            return window
    return None


def _note_muted(group: AlertGroup, window: MaintenanceWindow, *, now: datetime) -> None:
    text = f"Muted until {window.ends_at:%F %R} UTC by the maintenance {window}: {window.reason}"
    if not group.timeline.filter(cycle=group.cycle, kind=TimelineKind.MUTED, text=text).exists():
        note(group, TimelineKind.MUTED, text, now=now)
