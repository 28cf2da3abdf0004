"""Signed links: mail scanners open them and nothing happens; people press a button."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from reliability.alerting.notifications.links import LINK_AGE, action_link
from reliability.alerting.services.escalate import escalate
from reliability.alerting.services.resolve_group import resolve_group
from reliability.conventions import GroupStatus
from reliability.models import AlertGroup, Notification
from tests.factories.on_call import Receiver, alert_document, fire, make_channel, make_policy
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> AlertGroup:
    ana = make_user(display_name="Ana")
    make_channel(person=ana)
    make_policy(ana)
    return fire(now=timezone.now())


@pytest.fixture
def link(group, settings) -> str:
    settings.RELIABILITY_PUBLIC_ADDRESS = "https://shop.example"
    receiver = Receiver()
    escalate(now=timezone.now(), send=receiver)
    ((_, message),) = receiver.heard
    (line,) = [line for line in message.body.splitlines() if line.startswith("Acknowledge: ")]
    return line.removeprefix("Acknowledge: https://shop.example")


def status_of(group: AlertGroup) -> str:
    group.refresh_from_db()
    return group.status


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_link_changes_nothing(group, link, method):
    answer = getattr(Client(), method)(link)
    assert status_of(group) == GroupStatus.FIRING
    if method == "get":
        assert "Acknowledge: I look after it" in answer.content.decode()
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("acknowledge", GroupStatus.ACKNOWLEDGED),
        ("snooze:60", GroupStatus.SNOOZED),
        ("resolve", GroupStatus.RESOLVED),
        ("snooze:99999999", GroupStatus.FIRING),
        ("", GroupStatus.FIRING),
    ],
)
def test_its_buttons_act_as_whom_the_link_was_sent_to(group, link, action, status):
    answer = Client(enforce_csrf_checks=True).post(link, {"action": action})
    assert status_of(group) == status
    assert answer.status_code == (409 if status == GroupStatus.FIRING else 200)
    if status != GroupStatus.FIRING:
        assert group.timeline.latest("pk").actor == "Ana (link)"


def test_a_link_does_not_act_on_a_later_firing(group, link):
    resolve_group(group_id=group.pk, actor="Ben", now=timezone.now())
    assert Client().post(link, {"action": "acknowledge"}).status_code == 409
    fire(alert_document(2), now=timezone.now())
    assert Client().post(link, {"action": "acknowledge"}).status_code == 409
    assert status_of(group) == GroupStatus.FIRING


def test_a_link_that_was_changed_is_refused(group, link):
    start, _, signature = link.rpartition(":")
    for wrong in (f"{start}:{signature[::-1]}", "/reliability/alerts/x", f"{link}x"):
        assert Client().post(wrong, {"action": "acknowledge"}).status_code == 403
    assert status_of(group) == GroupStatus.FIRING


def test_a_link_expires(group, link):
    notification = Notification.objects.get()
    made_at = (timezone.now() - LINK_AGE - timedelta(seconds=1)).timestamp()
    signer = signing.TimestampSigner(salt="reliability.alerting.links")
    value = signing.JSONSerializer().dumps(notification.pk)
    payload = signing.b64_encode(value).decode()
    text = f"{payload}:{signing.b62_encode(int(made_at))}"
    old = f"/reliability/alerts/{text}:{signer.signature(text)}"
    fresh = f"{payload}:{signing.b62_encode(int(timezone.now().timestamp()))}"
    assert Client().get(f"/reliability/alerts/{fresh}:{signer.signature(fresh)}").status_code == 200
    assert Client().post(old, {"action": "acknowledge"}).status_code == 403


def test_what_alerts_say_is_shown_as_text(group, link):
    AlertGroup.objects.update(
        title="<script>alert(1)</script>", annotations={"runbook_url": "javascript:alert(1)", "description": "<b>"}
    )
    page = Client().get(link).content.decode()
    assert "<script>" not in page
    assert "javascript:" not in page
    assert "&lt;b&gt;" in page


def test_links_begin_with_the_public_address(group, settings):
    settings.RELIABILITY_PUBLIC_ADDRESS = "https://shop.example"
    assert action_link(7).startswith("https://shop.example/reliability/alerts/")
