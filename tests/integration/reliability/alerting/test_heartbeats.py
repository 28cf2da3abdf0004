from __future__ import annotations

from datetime import date, timedelta

import pytest

from reliability.alerting.services.escalate import escalate
from reliability.alerting.services.record_heartbeat import SILENT_AFTER, record_heartbeat
from reliability.alerting.services.tell_hand_overs import tell_hand_overs
from reliability.alerting.services.watch_heartbeats import watch_heartbeats
from reliability.conventions import GroupStatus, OnCallAlert
from reliability.models import AlertGroup, Schedule
from tests.factories.on_call import MINUTE, NOW, Receiver, make_channel, make_policy, make_schedule
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db


def test_silence_raises_one_group_which_ends_when_it_is_heard_again():
    receiver = Receiver()
    make_policy(make_channel("json://127.0.0.1:9/team"))
    record_heartbeat(name="prometheus", now=NOW)
    assert watch_heartbeats(now=NOW + SILENT_AFTER - timedelta(seconds=1)) == 0
    silent = NOW + SILENT_AFTER
    assert [watch_heartbeats(now=silent), watch_heartbeats(now=silent + MINUTE)] == [1, 0]
    group = AlertGroup.objects.get()
    assert (group.labels["alertname"], group.status) == (OnCallAlert.HEARTBEAT_MISSED, GroupStatus.FIRING)
    escalate(now=silent, send=receiver)
    record_heartbeat(name="prometheus", now=silent + 2 * MINUTE)
    escalate(now=silent + 2 * MINUTE, send=receiver)
    assert receiver.take() == ["team Page", "team Resolved"]
    watch_heartbeats(now=silent + 2 * MINUTE + SILENT_AFTER)
    group.refresh_from_db()
    assert (group.status, group.cycle) == (GroupStatus.FIRING, 2)


def test_who_comes_on_call_is_told_once():
    ana, ben = make_user(display_name="Ana"), make_user(display_name="Ben")
    for person in (ana, ben):
        make_channel(f"json://127.0.0.1:9/{person}", person)
    make_schedule(ana, ben, starts_on=date(2026, 11, 16))
    receiver = Receiver()
    hand_over = NOW.replace(day=23, hour=9)
    told = [tell_hand_overs(now=at) for at in (NOW, hand_over - MINUTE, hand_over, hand_over + MINUTE)]
    assert told == [0, 0, 1, 0]
    escalate(now=hand_over, send=receiver)
    ((name, message),) = receiver.heard
    assert name == "Ben"
    assert message.title == f"You are on call: {Schedule.objects.get()}"
    assert message.body == "Until 2026-11-30 09:00 UTC."
