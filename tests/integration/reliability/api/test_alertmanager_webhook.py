from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from reliability.conventions import GroupStatus, OnCallAlert
from reliability.models import Alert, AlertGroup, Heartbeat, TimelineEntry
from tests.factories.on_call import alert_document, webhook_document

pytestmark = pytest.mark.django_db
TOKEN = settings.RELIABILITY_ALERTMANAGER_TOKEN


def post(document: Any, token: str = f"Bearer {TOKEN}") -> Any:
    body = document if isinstance(document, bytes) else json.dumps(document)
    return Client(enforce_csrf_checks=True).post(
        "/reliability/alertmanager/webhook",
        body,
        content_type="application/json",
        headers={"Authorization": token} if token else {},
    )


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer \xff"])
def test_without_the_token_nothing_is_stored_and_the_remedy_is_told(token):
    answer = post(webhook_document(), token)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "ALERTMANAGER_WEBHOOK_TOKEN" in answer.json()["message"]
    assert not AlertGroup.objects.exists()


def test_where_no_token_is_set_nobody_enters(settings):
    settings.RELIABILITY_ALERTMANAGER_TOKEN = ""
    assert post(webhook_document(), "Bearer ").status_code == 401


def test_an_alert_is_stored_before_the_answer():
    answer = post(webhook_document())
    group = AlertGroup.objects.get()
    assert answer.json() == {"alert_group": group.pk, "changed": True}
    assert (group.status, group.cycle, group.title) == ("firing", 1, "The gateway spends its error budget")
    alert = Alert.objects.get()
    assert (alert.group, alert.fingerprint, alert.firing, alert.ends_at) == (group, f"{1:016x}", True, None)


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_notification_again_changes_nothing(times):
    first = alert_document()
    last = alert_document(firing=False)
    for document in (first, last):
        answers = [post(webhook_document(document)).json() for _ in range(times)]
        assert [answer["changed"] for answer in answers] == [True] + [False] * (times - 1)
    assert not post(webhook_document(first)).json()["changed"], "a late copy does not begin anew"
    group = AlertGroup.objects.get()
    assert (group.status, group.cycle) == (GroupStatus.RESOLVED, 1)
    assert Alert.objects.count() == 1
    written = TimelineEntry.objects.count()
    post(webhook_document(last))
    assert TimelineEntry.objects.count() == written


@pytest.mark.parametrize(
    ("document", "status", "told"),
    [
        (b"{", 400, "no JSON"),
        (b"[" * 100_000, 400, "no JSON"),
        ([], 400, "must be a JSON object"),
        (webhook_document(version="3"), 400, 'version must be "4"'),
        (webhook_document(alerts=[]), 400, "alerts must be a list"),
        (webhook_document(alerts=[7]), 400, "alerts[0] must be an object"),
        (webhook_document(groupKey=None), 400, "groupKey must be text"),
        (webhook_document({**alert_document(), "startsAt": "yesterday"}), 400, "alerts[0].startsAt must be a time"),
        (webhook_document({**alert_document(), "labels": {"alertname": "x", "a": 7}}), 400, "labels must be an object"),
        (webhook_document(externalURL="x" * 9_000_000), 413, "larger than"),
    ],
)
def test_what_cannot_be_read_is_told_and_raises_a_group_of_its_own(document, status, told):
    """Alertmanager does not repeat what was refused, so the refusal has to be seen by people."""
    answer = post(document)
    assert answer.status_code == status
    assert told in answer.json()["message"]
    group = AlertGroup.objects.get()
    assert group.labels["alertname"] == OnCallAlert.NOTIFICATION_REFUSED
    assert told in group.annotations["description"]


def test_odd_characters_are_stored():
    document = webhook_document(alert_document(path="\x00\ud800 é 漢"))
    assert post(json.dumps(document).encode()).status_code == 200
    assert Alert.objects.get().labels["path"] == "\ufffd? é 漢"


def test_a_heartbeat_is_heard_and_makes_no_group():
    document = webhook_document(alert_document(alertname="Heartbeat"))
    assert post(document).json() == {"alert_group": None, "changed": True}
    assert Heartbeat.objects.get().name == "gateway"
    assert not AlertGroup.objects.exists()


def test_get_is_not_answered():
    answer = Client().get("/reliability/alertmanager/webhook", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 405
