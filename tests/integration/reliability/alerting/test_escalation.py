"""One group's way through its policy, minute by minute; the clock is the test's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reliability.alerting.services.acknowledge_group import acknowledge_group
from reliability.alerting.services.escalate import START_OVER_AFTER, escalate
from reliability.alerting.services.receive_notification import LATE_COPY
from reliability.alerting.services.resolve_group import resolve_group
from reliability.alerting.services.send_due import LOST_AFTER
from reliability.alerting.services.snooze_group import snooze_group
from reliability.conventions import NotificationState, OutsideHours, TimelineKind
from reliability.models import (
    AlertGroup,
    AlertRoute,
    EscalationPolicy,
    MaintenanceWindow,
    Notification,
    PersonalRule,
)
from tests.factories.on_call import (
    MINUTE,
    NOW,
    Receiver,
    alert_document,
    fire,
    make_channel,
    make_policy,
    make_schedule,
)
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver():
    return Receiver()


def run(receiver: Receiver, minute: float) -> list[str]:
    """Everything due at a minute, and who heard what."""
    while escalate(now=NOW + minute * MINUTE, send=receiver):
        pass
    return receiver.take()


def channel(name: str, person=None):
    return make_channel(f"json://127.0.0.1:9/{name}", person)


def kinds(group: AlertGroup) -> list[str]:
    return list(group.timeline.values_list("kind", flat=True))


def test_steps_are_taken_in_turn_and_rounds_repeat_until_the_last(receiver):
    make_policy(channel("first"), channel("second"), repeat=1)
    group = fire()
    heard = {minute: told for minute in range(30) if (told := run(receiver, minute))}
    assert heard == {0: ["first Page"], 5: ["second Page"], 10: ["first Page"], 15: ["second Page"]}
    group.refresh_from_db()
    assert group.next_at is None
    assert kinds(group)[-1] == TimelineKind.EXHAUSTED


def test_acknowledge_stops_the_steps_and_those_told_hear_the_end(receiver):
    make_policy(channel("first"), channel("second"), channel("third"))
    group = fire()
    assert run(receiver, 0) + run(receiver, 5) == ["first Page", "second Page"]
    acknowledge_group(group_id=group.pk, actor="Ana", now=NOW + 6 * MINUTE)
    assert run(receiver, 60) == []
    fire(alert_document(firing=False), now=NOW + 61 * MINUTE)
    assert sorted(run(receiver, 61)) == ["first Resolved", "second Resolved"]
    assert run(receiver, 120) == []


def test_what_fires_anew_begins_with_the_first_step(receiver):
    make_policy(channel("first"), channel("second"))
    group = fire()
    run(receiver, 0)
    resolve_group(group_id=group.pk, actor="Ana", now=NOW + MINUTE)
    assert run(receiver, 1) == ["first Resolved"]
    assert fire(alert_document(2), now=NOW + 2 * MINUTE).cycle == 2
    assert run(receiver, 2) == ["first Page"]


def test_the_same_alert_fires_anew_once_it_can_be_no_late_copy(receiver):
    make_policy(channel("first"))
    fire()
    fire(alert_document(firing=False), now=NOW + MINUTE)
    assert fire(now=NOW + LATE_COPY).cycle == 1
    assert fire(now=NOW + MINUTE + LATE_COPY).cycle == 2


def test_a_snooze_holds_and_then_begins_anew(receiver):
    make_policy(channel("first"), channel("second"))
    group = fire()
    assert run(receiver, 0) == ["first Page"]
    snooze_group(group_id=group.pk, until=NOW + 30 * MINUTE, actor="Ana", now=NOW + MINUTE)
    assert run(receiver, 29) == []
    assert run(receiver, 30) == ["first Page"]
    assert run(receiver, 35) == ["second Page"]


def test_a_failing_channel_and_one_that_matches_nothing_escalate_at_once(receiver):
    make_policy(channel("dead"), channel("second"))
    group = fire()
    assert run(receiver, 0) == ["second Page"]
    assert "channel" in group.timeline.get(kind=TimelineKind.FAILED).text


def test_a_gap_in_the_schedule_escalates_at_once(receiver):
    make_policy(make_schedule(), channel("second"))
    group = fire()
    assert run(receiver, 0) == ["second Page"]
    assert "nobody is on call" in group.timeline.get(kind=TimelineKind.FAILED).text


def test_a_closed_account_escalates_at_once(receiver):
    gone = make_user(deactivated_at=NOW)
    channel("gone", gone)
    make_policy(gone, channel("second"))
    fire()
    assert run(receiver, 0) == ["second Page"]


def test_when_nobody_at_all_was_reached_it_starts_over_until_somebody_is(receiver):
    broken = channel("dead")
    make_policy(broken, wait=MINUTE)
    group = fire()
    for minute in range(3):
        assert run(receiver, minute) == []
    assert "NOBODY WAS REACHED" in group.timeline.filter(kind=TimelineKind.EXHAUSTED).latest("pk").text
    broken.sealed_address = channel("mended").sealed_address
    broken.save()
    assert run(receiver, 2 + START_OVER_AFTER / MINUTE) == ["mended Page"]


def test_a_person_is_reached_by_their_rules_in_turn_and_at_once_when_one_fails(receiver):
    ana = make_user()
    for position, (name, important) in enumerate([("mail", False), ("phone", True), ("dead", True), ("sms", True)]):
        PersonalRule.objects.create(
            person=ana, important=important, position=position, channel=channel(name, ana), wait=2 * MINUTE
        )
    make_policy(ana, important=True, wait=30 * MINUTE)
    fire()
    assert run(receiver, 0) == ["phone Page"]
    assert run(receiver, 1) == []
    assert run(receiver, 2) == ["sms Page"], "the one before it failed, and it did not wait"


def test_who_is_on_call_is_asked_when_the_step_is_taken(receiver):
    ana, ben = make_user(), make_user()
    channel("ana", ana)
    channel("ben", ben)
    week = 7 * 24 * 60
    make_policy(make_schedule(ana, ben), make_schedule(ben, ana))
    fire()
    assert run(receiver, 0) == ["ana Page"]
    assert run(receiver, week) == ["ana Page"], "the second schedule has handed over since"


def test_the_policy_is_the_one_of_when_it_fired(receiver):
    policy = make_policy(channel("first"), channel("second"))
    fire()
    run(receiver, 0)
    policy.steps.all().delete()
    assert run(receiver, 5) == ["second Page"]


@pytest.mark.parametrize(("outside", "heard"), [("skip", {0: ["second Page"]}), ("wait", {60: ["first Page"]})])
def test_a_step_outside_its_hours_is_passed_over_or_waited_for(receiver, outside, heard):
    policy = make_policy(channel("first"), channel("second"), wait=1000 * MINUTE)
    policy.steps.filter(position=0).update(
        hours_from="13:00", hours_until="14:00", outside_hours=OutsideHours(outside).value
    )
    fire()
    assert {minute: told for minute in (0, 59, 60) if (told := run(receiver, minute))} == heard


def test_the_first_route_that_matches_counts_and_a_graver_alert_begins_anew(receiver):
    ticket = make_policy(channel("ticket"))
    page = make_policy(channel("page"), is_default=False)
    AlertRoute.objects.create(name="pages", position=0, matchers='severity="page"', policy=page)
    AlertRoute.objects.create(name="broken", position=1, matchers="severity", policy=page)
    AlertRoute.objects.create(name="tickets", position=2, matchers='severity=~"tick.+"', policy=ticket)
    group = fire(alert_document(severity="ticket"))
    assert run(receiver, 0) == ["ticket Ticket"]
    acknowledge_group(group_id=group.pk, actor="Ana", now=NOW + MINUTE)
    fire(alert_document(severity="ticket"), alert_document(2, severity="ticket"), now=NOW + 2 * MINUTE)
    assert run(receiver, 2) == [], "what joins an acknowledged group disturbs nobody ..."
    fire(alert_document(severity="ticket"), alert_document(3), now=NOW + 3 * MINUTE)
    assert run(receiver, 3) == ["page Alert"], "... but for graver ones"


def test_without_any_policy_the_group_waits_for_one(receiver, caplog):
    group = fire()
    assert group.next_at is not None
    assert "no default policy" in caplog.text
    assert run(receiver, 1) == []
    make_policy(channel("first"))
    assert run(receiver, 2) == ["first Page"]


def test_maintenance_holds_back_until_its_end_and_says_so(receiver):
    make_policy(channel("first"))
    MaintenanceWindow.objects.create(
        name="upgrade",
        reason="new database",
        matchers='slo_service="gateway"',
        starts_at=NOW,
        ends_at=NOW + 10 * MINUTE,
    )
    group = fire()
    assert [run(receiver, minute) for minute in range(10)] == [[]] * 10
    assert group.timeline.get(kind=TimelineKind.MUTED).text.endswith("upgrade: new database")
    assert run(receiver, 10) == ["first Page"]


def test_a_send_whose_worker_died_is_not_repeated_and_escalates(receiver):
    make_policy(channel("first"), channel("second"), wait=60 * MINUTE)
    group = fire()

    def die(address, message):
        raise SystemExit

    with pytest.raises(SystemExit):
        escalate(now=NOW, send=die)
    assert run(receiver, 0.5) == []
    assert run(receiver, LOST_AFTER / MINUTE) == ["second Page"]
    states = Notification.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [NotificationState.UNKNOWN, NotificationState.DELIVERED]
    assert "may have arrived" in group.timeline.get(kind=TimelineKind.FAILED).text


def test_the_timeline_is_written_once():
    group = fire()
    entry = group.timeline.earliest("pk")
    entry.text = "something else"
    with pytest.raises(ValueError, match="written once"):
        entry.save()
    with pytest.raises(ValueError, match="stays"):
        entry.delete()


def test_two_default_policies_are_refused_by_the_form():
    make_policy()
    with pytest.raises(Exception, match="default"):
        EscalationPolicy(name="other", is_default=True).full_clean()


def test_a_step_needs_the_target_it_names():
    policy = make_policy(channel("first"))
    step = policy.steps.get()
    step.target = "person"
    with pytest.raises(Exception, match="Fill in"):
        step.full_clean()


def test_waits_are_what_is_left_to_do():
    make_policy(channel("first"), wait=timedelta(seconds=7))
    group = fire()
    escalate(now=NOW, send=Receiver())
    group.refresh_from_db()
    assert group.next_at == NOW + timedelta(seconds=7)
