from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from reliability.alerting.services.fire_step import ways_to
from reliability.alerting.services.rota import person_on_call, rota_of
from reliability.conventions import NotificationPurpose
from reliability.models import Notification, Schedule

_LOOKED_AHEAD: Final = timedelta(days=14)


def tell_hand_overs(*, now: datetime) -> int:
    """Tell people who have come on call since it was last looked; return how many. The first look tells nobody."""
    schedules = Schedule.objects.filter(tell_hand_overs=True).values_list("pk", flat=True)
    return sum(_tell(schedule_id, now=now) for schedule_id in list(schedules))


@transaction.atomic
def _tell(schedule_id: int, *, now: datetime) -> bool:
    schedule = Schedule.objects.select_for_update().get(pk=schedule_id)
    person = person_on_call(schedule, at=now)
    changed = schedule.told_at is None or schedule.told_person != person
    is_first = schedule.told_at is None
    if not changed:
        return False
    schedule.told_person, schedule.told_at = person, now
    schedule.save()
    ways = [] if is_first or person is None else ways_to(person, important=False)[:1]
    shift = rota_of(schedule, start=now, end=now + _LOOKED_AHEAD).shifts(now, now + _LOOKED_AHEAD)[0]
    text = f"You are on call: {schedule}\nUntil {shift.end:%F %R} UTC."
    for way in ways:
        Notification.objects.create(
            purpose=NotificationPurpose.HAND_OVER.value,
            target=f"schedule:{schedule.pk}@{now.isoformat()}",
            channel=way.channel,
            channel_name=way.channel.name,
            person=person,
            text=text,
            due_at=now,
        )
    return bool(ways)
