from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from reliability.conventions import GroupStatus
from reliability.models import Heartbeat
from tests.factories.on_call import alert_document, fire, make_channel, make_policy, make_schedule
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db
TOKEN = settings.RELIABILITY_API_TOKEN
PATHS = ("alert-groups", "alert-groups/1", "on-call")


def call(method: str, path: str, body: Any = None, token: str = TOKEN) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    content = body if isinstance(body, bytes) else json.dumps(body)
    client = Client(enforce_csrf_checks=True)
    return client.generic(method, f"/reliability/api/{path}", content, content_type="application/json", headers=headers)


@pytest.mark.parametrize("token", ["", "wrong", settings.RELIABILITY_ALERTMANAGER_TOKEN])
@pytest.mark.parametrize("path", [*PATHS, "alert-groups/1/acknowledge", "heartbeats/backup"])
def test_every_path_needs_the_apis_own_token(path, token):
    assert call("POST" if "/1/" in path or "heart" in path else "GET", path, {}, token).status_code == 401


def test_without_a_token_set_the_api_is_closed(settings):
    settings.RELIABILITY_API_TOKEN = ""
    assert call("GET", "on-call", token="").status_code == 401


def test_groups_are_listed_and_shown():
    make_policy(make_channel(), name="team")
    group = fire()
    (listed,) = call("GET", "alert-groups").json()["alert_groups"]
    assert (listed["id"], listed["status"], listed["policy"]) == (group.pk, "firing", "team")
    assert call("GET", "alert-groups?status=resolved").json()["alert_groups"] == []
    assert call("GET", "alert-groups?status=odd").status_code == 400
    shown = call("GET", f"alert-groups/{group.pk}").json()
    assert shown["alerts"][0]["labels"]["alertname"] == "GatewayBurnsBudget"
    assert shown["timeline"][0]["kind"] == "triggered"
    assert call("GET", "alert-groups/999").status_code == 404


@pytest.mark.parametrize(
    ("action", "body", "status"),
    [
        ("acknowledge", {}, GroupStatus.ACKNOWLEDGED),
        ("snooze", {"minutes": 30}, GroupStatus.SNOOZED),
        ("resolve", {}, GroupStatus.RESOLVED),
    ],
)
def test_programs_act_in_somebodys_name(action, body, status):
    group = fire(now=timezone.now())
    answer = call("POST", f"alert-groups/{group.pk}/{action}", body | {"by": "Ana"})
    assert answer.json()["status"] == status
    assert group.timeline.latest("pk").actor == "Ana (API)"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("acknowledge", {}, 400),
        ("acknowledge", {"by": " "}, 400),
        ("acknowledge", [], 400),
        ("acknowledge", b"{", 400),
        ("acknowledge", {"by": "x" * 20_000}, 413),
        ("snooze", {"by": "Ana"}, 400),
        ("snooze", {"by": "Ana", "minutes": 0}, 400),
        ("snooze", {"by": "Ana", "minutes": 10**30}, 400),
        ("snooze", {"by": "Ana", "minutes": True}, 400),
    ],
)
def test_what_is_missing_is_told(path, body, status):
    group = fire(now=timezone.now())
    answer = call("POST", f"alert-groups/{group.pk}/{path}", body)
    assert answer.status_code == status
    assert answer.json()["message"]


def test_a_resolved_group_is_a_conflict():
    group = fire()
    fire(alert_document(firing=False))
    assert call("POST", f"alert-groups/{group.pk}/acknowledge", {"by": "Ana"}).status_code == 409
    assert call("POST", "alert-groups/999/acknowledge", {"by": "Ana"}).status_code == 409


def test_who_is_on_call():
    make_schedule(make_user(display_name="Ana"))
    empty = make_schedule()
    assert set(call("GET", "on-call").json()["on_call"].values()) == {"Ana", None}
    assert call("GET", "on-call").json()["on_call"][empty.name] is None


def test_heartbeats_are_heard():
    assert call("POST", "heartbeats/backup").json() == {"heartbeat": "backup"}
    assert Heartbeat.objects.get().name == "backup"
    assert call("POST", f"heartbeats/{'x' * 81}").status_code == 400
