"""Notifications that are due: claimed one by one, sent side by side, and their results written down.

The claim is one statement that changes PLANNED to SENDING and is committed before the send, so that one of any number
of workers sends, and nobody ever sends again: a worker that dies between send and result leaves UNKNOWN, which
escalates on like a failure. See `decisions/exactly_once.md`.
"""

from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from reliability.alerting.errors import UnusableAddressError
from reliability.alerting.notifications.apprise_sender import SEND_SECONDS, Result, Send
from reliability.alerting.notifications.links import action_link, budget_link
from reliability.alerting.notifications.message import Message, Subject, write_message
from reliability.alerting.notifications.sealing import unseal
from reliability.alerting.services.timeline import note
from reliability.conventions import GroupStatus, NotificationPurpose, NotificationState, TimelineKind
from reliability.models import AlertGroup, Notification

AT_ONCE: Final = 8
LOST_AFTER: Final = timedelta(seconds=4 * SEND_SECONDS)
"""A send has ended long before: whoever began it is dead."""


def send_due(*, now: datetime, send: Send) -> int:
    """Send what is due, `AT_ONCE` at most; return how many were claimed."""
    due = Notification.objects.filter(state=NotificationState.PLANNED, due_at__lte=now).order_by("due_at", "pk")
    claimed = [pk for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]) if claim(pk, now=now)]
    if not claimed:
        return 0
    with ThreadPoolExecutor(len(claimed)) as pool:
        sends: dict[Future[Result], int] = {}
        for notification in Notification.objects.filter(pk__in=claimed).select_related("group", "channel"):
            sends[pool.submit(_send, send, *_letter(notification))] = notification.pk
        for done in as_completed(sends):
            record_result(sends[done], done.result(), now=now)
    return len(claimed)


@transaction.atomic
def claim(notification_id: int, *, now: datetime) -> bool:
    """Take a notification that is planned; of several who try, one succeeds.

    The group's row is held first, as by everybody who writes both.
    """
    group = _hold_group(Notification.objects.get(pk=notification_id))
    planned = Notification.objects.filter(pk=notification_id, state=NotificationState.PLANNED)
    if not planned.update(state=NotificationState.SENDING.value, sent_at=now):
        return False
    if group is not None:
        notification = Notification.objects.get(pk=notification_id)
        note(group, TimelineKind.SENDING, f"{_described(notification)}: sending.", now=now)
    return True


@transaction.atomic
def record_result(notification_id: int, result: Result, *, now: datetime) -> None:
    """Write down how a send ended; a page that reached nobody lets the escalation go on at once.

    A result that comes after its send was given up for lost is the truth, and replaces UNKNOWN.
    """
    notification = Notification.objects.get(pk=notification_id)
    group = _hold_group(notification)
    state = NotificationState.DELIVERED if result.delivered else NotificationState.FAILED
    unfinished = (NotificationState.SENDING, NotificationState.UNKNOWN)
    changed = Notification.objects.filter(pk=notification_id, state__in=unfinished).update(
        state=state.value, ended_at=now, result=result.text
    )
    if not changed or group is None:
        return
    kind = TimelineKind.DELIVERED if result.delivered else TimelineKind.FAILED
    note(group, kind, f"{_described(notification)}: {state.value} ({result.text}).", now=now)
    if not result.delivered:
        _go_on(group, notification, now=now)


def settle_lost(*, now: datetime) -> int:
    """Give up the sends whose worker died; return how many."""
    lost = Notification.objects.filter(state=NotificationState.SENDING, sent_at__lte=now - LOST_AFTER)
    return sum(_give_up(pk, now=now) for pk in list(lost.values_list("pk", flat=True)))


@transaction.atomic
def _give_up(notification_id: int, *, now: datetime) -> bool:
    notification = Notification.objects.get(pk=notification_id)
    group = _hold_group(notification)
    text = "no result: its worker died"
    sending = Notification.objects.filter(pk=notification_id, state=NotificationState.SENDING)
    if not sending.update(state=NotificationState.UNKNOWN.value, ended_at=now, result=text):
        return False
    if group is not None:
        note(group, TimelineKind.FAILED, f"{_described(notification)}: {text}. It may have arrived.", now=now)
        _go_on(group, notification, now=now)
    return True


def _hold_group(notification: Notification) -> AlertGroup | None:
    """Hold the row of the group until the transaction ends; None for a notification that belongs to no group."""
    if notification.group_id is None:
        return None
    return AlertGroup.objects.select_for_update().get(pk=notification.group_id)


def _go_on(group: AlertGroup, failed: Notification, *, now: datetime) -> None:
    """After a page that failed: the person's next way at once, or else the next step at once."""
    if failed.purpose != NotificationPurpose.PAGE or group.status != GroupStatus.FIRING or group.cycle != failed.cycle:
        return
    pages = group.notifications.filter(purpose=NotificationPurpose.PAGE, cycle=failed.cycle)
    of_step = pages.filter(loop=failed.loop, step=failed.step)
    next_way = of_step.filter(state=NotificationState.PLANNED).order_by("due_at", "pk").first()
    if next_way is not None:
        next_way.due_at = min(now, next_way.due_at)
        next_way.save(update_fields=["due_at"])
        return
    reached = of_step.filter(state__in=(NotificationState.SENDING, NotificationState.DELIVERED)).exists()
    is_latest = not (pages.filter(loop=failed.loop, step__gt=failed.step) | pages.filter(loop__gt=failed.loop)).exists()
    if is_latest and not reached and group.next_at is not None:
        group.next_at = min(now, group.next_at)
        group.save(update_fields=["next_at"])


def _letter(notification: Notification) -> tuple[str | None, Message]:
    """Return the sealed address, None when the channel has been deleted, and what is to be said."""
    sealed = notification.channel.sealed_address if notification.channel else None
    group = notification.group
    if group is None:
        title, _, body = notification.text.partition("\n")
        return sealed, Message(title, body or title)
    subject = Subject(
        title=group.title,
        labels=group.labels,
        annotations=group.annotations,
        since=group.opened_at,
        firing=group.alerts.filter(firing=True).count(),
        until=group.resolved_at,
        budget_link=budget_link(group),
    )
    purpose = NotificationPurpose(notification.purpose)
    return sealed, write_message(purpose, subject, action_link=action_link(notification.pk))


def _send(send: Send, sealed: str | None, message: Message) -> Result:
    if sealed is None:
        return Result(delivered=False, text="the channel is gone")
    try:
        return send(unseal(sealed), message)
    except UnusableAddressError as error:
        return Result(delivered=False, text=str(error))


def _described(notification: Notification) -> str:
    return f"{NotificationPurpose(notification.purpose).value.capitalize()} by {notification.channel_name}"
