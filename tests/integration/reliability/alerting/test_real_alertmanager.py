"""From an alert posted to a real Alertmanager to our groups, and back to peace."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from reliability.conventions import GroupStatus
from reliability.models import AlertGroup, Heartbeat
from reliability.stack import AlertmanagerServer
from reliability.stack.server import ProgramMissingError
from tests.harness.monitoring import alertmanager_process
from tests.harness.processes import free_port
from tests.harness.requirements import skip_or_fail

pytestmark = pytest.mark.django_db(transaction=True)
HEARD_WITHIN = 20.0  # seconds


@pytest.fixture
def alertmanager(live_server: LiveServer, tmp_path: Path) -> Iterator[AlertmanagerServer]:
    token = tmp_path / "token"
    token.write_text(settings.RELIABILITY_ALERTMANAGER_TOKEN)
    waits = {"group_by": ["slo_service"], "group_wait": "1s", "group_interval": "1s", "repeat_interval": "1h"}
    webhook = {
        "url": f"{live_server.url}/reliability/alertmanager/webhook",
        "send_resolved": True,
        "http_config": {"authorization": {"type": "Bearer", "credentials_file": str(token)}},
    }
    document = {"route": {"receiver": "us", **waits}, "receivers": [{"name": "us", "webhook_configs": [webhook]}]}
    server = AlertmanagerServer(folder=tmp_path / "am", port=free_port(), configuration=yaml.safe_dump(document))
    try:
        process = alertmanager_process(server)
    except ProgramMissingError as missing:
        skip_or_fail(missing)
    with process:
        yield server


def post(server: AlertmanagerServer, ends_at: datetime, **labels: str) -> None:
    alert = {
        "labels": {"slo_service": "gateway", "severity": "page", **labels},
        "annotations": {"summary": "It burns", "runbook_url": "https://runbooks.example/gateway"},
        "startsAt": STARTED.isoformat(),
        "endsAt": ends_at.isoformat(),
    }
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{server.address}/api/v2/alerts", json.dumps([alert]).encode(), headers)
    urllib.request.urlopen(request, timeout=5).close()


STARTED = timezone.now() - timedelta(minutes=1)


def test_alerts_arrive_as_a_group_and_it_resolves(alertmanager: AlertmanagerServer) -> None:
    later = timezone.now() + timedelta(hours=1)
    post(alertmanager, later, alertname="Fast", slo="availability")
    assert eventually(lambda: AlertGroup.objects.filter(status=GroupStatus.FIRING).exists())
    post(alertmanager, later, alertname="Slow", slo="latency")
    group = AlertGroup.objects.get()
    assert eventually(lambda: group.alerts.count() == 2)
    assert (group.title, group.cycle, group.labels["slo_service"]) == ("It burns", 1, "gateway")
    for name, slo in (("Fast", "availability"), ("Slow", "latency")):
        post(alertmanager, timezone.now(), alertname=name, slo=slo)
    assert eventually(lambda: AlertGroup.objects.get().status == GroupStatus.RESOLVED)
    group = AlertGroup.objects.get()
    assert group.cycle == 1
    assert [alert.ends_at is not None for alert in group.alerts.all()] == [True, True]


def test_the_heartbeat_beats(alertmanager: AlertmanagerServer) -> None:
    post(alertmanager, timezone.now() + timedelta(hours=1), alertname="Heartbeat", alert_kind="heartbeat")
    assert eventually(Heartbeat.objects.exists)
    assert not AlertGroup.objects.exists()


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + HEARD_WITHIN
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False
