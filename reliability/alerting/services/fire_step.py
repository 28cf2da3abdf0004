"""A step's turn: the notifications it intends are written down, before any is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model

from reliability.alerting.domain.escalation import Fire, Step
from reliability.alerting.services.rota import person_on_call
from reliability.alerting.services.timeline import note
from reliability.conventions import NotificationPurpose, StepTarget, TimelineKind
from reliability.models import AlertGroup, Channel, Notification, PersonalRule, Schedule


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to somebody; `after` the step's turn."""

    target: str
    channel: Channel
    person: Any | None = None
    after: timedelta = timedelta()


def fire_step(group: AlertGroup, turn: Fire, *, now: datetime) -> bool:
    """Plan a step's notifications; return whether there is anybody to notify. The group's row is held.

    The unique key of a notification makes a second plan of the same step an error, never a second notification.
    """
    step = turn.step
    ways, person = _ways(step, now=now)
    text = _told(step, person)
    note(group, TimelineKind.STEP, f"Round {turn.loop + 1}, step {turn.index + 1}: notify {text}.", now=now)
    if not ways:
        note(group, TimelineKind.FAILED, f"Nobody is reached: {_why(step, person)}", now=now)
    Notification.objects.bulk_create(
        Notification(
            group=group,
            purpose=NotificationPurpose.PAGE.value,
            cycle=group.cycle,
            loop=turn.loop,
            step=turn.index,
            target=way.target,
            channel=way.channel,
            channel_name=way.channel.name,
            person=way.person,
            due_at=now + way.after,
        )
        for way in ways
    )
    return bool(ways)


def _ways(step: Step, *, now: datetime) -> tuple[list[_Way], Any | None]:
    if step.target is StepTarget.CHANNEL:
        return [_Way(f"channel:{channel.pk}", channel) for channel in Channel.objects.filter(pk=step.key)], None
    person = _person(step, now=now)
    return ways_to(person, important=step.important) if person is not None else [], person


def _person(step: Step, *, now: datetime) -> Any | None:
    if step.target is StepTarget.PERSON:
        return get_user_model()._default_manager.filter(pk=step.key).first()
    schedule = Schedule.objects.filter(pk=step.key).first()
    return schedule and person_on_call(schedule, at=now)


def ways_to(person: Any, *, important: bool) -> list[_Way]:
    """Return how a person is reached: by the rules of this kind, else by those of the other, else by every channel."""
    if not person.is_active:
        return []
    rules = list(PersonalRule.objects.filter(person=person).select_related("channel"))
    chosen = [rule for rule in rules if rule.important is important] or rules
    if chosen:
        return list(_in_turn(person, chosen))
    channels = Channel.objects.filter(person=person).order_by("pk")
    return [_Way(f"person:{person.pk}/channel:{channel.pk}", channel, person) for channel in channels]


def _in_turn(person: Any, rules: Iterable[PersonalRule]) -> Iterable[_Way]:
    after = timedelta()
    for rule in rules:
        yield _Way(f"person:{person.pk}/rule:{rule.pk}", rule.channel, person, after)
        after += rule.wait


def _told(step: Step, person: Any | None) -> str:
    if step.target is StepTarget.SCHEDULE and person is not None:
        return f"{person}, on call at {step.name}"
    return step.name


def _why(step: Step, person: Any | None) -> str:
    if step.target is StepTarget.CHANNEL:
        return "the channel is gone. Mend the policy."
    if person is None:
        gone = "nobody is on call there now. Close the gap in the schedule."
        return gone if step.target is StepTarget.SCHEDULE else "the person is gone. Mend the policy."
    return (
        "the account is closed. Mend the policy." if not person.is_active else "no channel is set up for them. Add one."
    )
