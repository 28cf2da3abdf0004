"""The pages that a rota is run with, and what their buttons do."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from marketplace.common.requester import Role
from reliability.alerting.services.escalate import escalate
from reliability.conventions import GroupStatus
from reliability.models import AlertGroup, AlertRoute, Channel, Heartbeat, MaintenanceWindow, PersonalRule, Schedule
from tests.factories.on_call import MINUTE, Receiver, fire, make_channel, make_policy, make_schedule
from tests.factories.staff import signed_in
from tests.factories.users import make_user
from tests.harness.notification_receiver import notification_receiver

pytestmark = pytest.mark.django_db
PAGES = (
    "alertgroup",
    "alertroute",
    "channel",
    "escalationpolicy",
    "heartbeat",
    "maintenancewindow",
    "personalrule",
    "schedule",
    "schedulelayer",
)


@pytest.fixture
def on_call():
    now = timezone.now()
    ana, ben = make_user(display_name="Ana"), make_user(display_name="Ben")
    channel = make_channel(person=ana)
    PersonalRule.objects.create(person=ana, channel=channel)
    schedule = make_schedule(ana, ben, starts_on=date(2024, 1, 1), weekdays="mon-fri")
    policy = make_policy(schedule, channel)
    AlertRoute.objects.create(name="pages", matchers='severity="page"', policy=policy)
    Heartbeat.objects.create(name="prometheus", silent_after=MINUTE, heard_at=now)
    MaintenanceWindow.objects.create(name="upgrade", reason="new disk", starts_at=now, ends_at=now + MINUTE)
    group = fire()
    escalate(now=now, send=Receiver())
    return group


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.AUDITOR])
@pytest.mark.parametrize("page", PAGES)
def test_lists_and_records_open(on_call, page, role):
    client = signed_in(role)
    assert client.get(f"/admin/reliability/{page}/").status_code == 200
    assert client.get(f"/admin/reliability/{page}/1/change/", follow=True).status_code == 200


@pytest.mark.parametrize("page", sorted(set(PAGES) - {"alertgroup"}))
def test_engineers_add_records(on_call, page):
    assert signed_in(Role.ENGINEER).get(f"/admin/reliability/{page}/add/").status_code == 200


def act(client, group: AlertGroup, action: str, **fields: object):
    address = f"/admin/reliability/alertgroup/{group.pk}/{action}/"
    return client.post(address, {"_form_submitted": True, **fields}, headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    ("action", "fields", "status"),
    [
        ("acknowledge", {}, GroupStatus.ACKNOWLEDGED),
        ("snooze", {"minutes": 60}, GroupStatus.SNOOZED),
        ("resolve", {}, GroupStatus.RESOLVED),
    ],
)
def test_the_buttons_of_a_group(on_call, action, fields, status):
    for role, expected in ((Role.AUDITOR, GroupStatus.FIRING), (Role.ENGINEER, status)):
        act(signed_in(role), on_call, action, **fields)
        on_call.refresh_from_db()
        assert on_call.status == expected
    assert "User" in on_call.timeline.latest("pk").actor


def test_a_plain_address_changes_nothing(on_call):
    signed_in(Role.ENGINEER).get(f"/admin/reliability/alertgroup/{on_call.pk}/acknowledge/")
    on_call.refresh_from_db()
    assert on_call.status == GroupStatus.FIRING


def test_who_is_on_call_shows_people_and_gaps(on_call):
    page = signed_in(Role.AUDITOR).get("/reliability/on-call").content.decode()
    assert "Ana" in page
    assert "Ben" in page
    assert "h without anybody in 14 days" in page, "weekends are not covered"
    assert "data-gap" in page


def test_an_address_is_sealed_and_never_shown_again(on_call):
    client = signed_in(Role.ENGINEER)
    secret = "json://user:s3cret-password@127.0.0.1/x"
    client.post("/admin/reliability/channel/add/", {"name": "mine", "person": "", "address": secret})
    channel = Channel.objects.get(name="mine")
    assert "s3cret" not in channel.sealed_address
    assert "s3cret" not in client.get(f"/admin/reliability/channel/{channel.pk}/change/").content.decode()
    client.post(f"/admin/reliability/channel/{channel.pk}/change/", {"name": "renamed", "person": "", "address": ""})
    kept = Channel.objects.get(pk=channel.pk)
    assert (kept.name, kept.sealed_address) == ("renamed", channel.sealed_address)


@pytest.mark.parametrize("address", ["", "nonsense", "nosuchservice://host"])
def test_an_address_of_no_service_is_refused(on_call, address):
    answer = signed_in(Role.ENGINEER).post(
        "/admin/reliability/channel/add/", {"name": "mine", "person": "", "address": address}
    )
    assert "Apprise knows no service" in answer.content.decode()
    assert not Channel.objects.filter(name="mine").exists()


def test_the_test_button_sends_and_tells(on_call):
    client = signed_in(Role.ENGINEER)
    with notification_receiver() as receiver:
        for name, result in (("phone", "delivered"), ("fails", "failure")):
            channel = make_channel(receiver.address(name))
            client.post(f"/admin/reliability/channel/{channel.pk}/test/", {"_form_submitted": True})
            assert len(receiver.of(name)) == 1
            channel.refresh_from_db()
            assert result in channel.test_result


@pytest.mark.parametrize("zone", ["Nowhere/Nothing", "../etc/passwd", ""])
def test_a_time_zone_must_exist(on_call, zone):
    client = signed_in(Role.ENGINEER)
    inlines = {f"{name}-{field}": 0 for name in ("layers", "overrides") for field in ("TOTAL_FORMS", "INITIAL_FORMS")}
    client.post("/admin/reliability/schedule/add/", {"name": "other", "time_zone": zone, **inlines})
    assert not Schedule.objects.filter(name="other").exists()


def test_matchers_must_be_readable(on_call):
    answer = signed_in(Role.ENGINEER).post(
        "/admin/reliability/alertroute/add/", {"name": "other", "matchers": 'severity=~"("', "policy": 1}
    )
    assert "no regular expression" in answer.content.decode()
