"""Several worker processes on one real database, and one that is killed in the middle of a send."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.harness.notification_receiver import NotificationReceiver, notification_receiver
from tests.harness.processes import ROOT, Process
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError, postgresql

WORKERS = 3
GROUPS = 8
DONE_WITHIN = 40.0  # seconds
LOST = 70.0  # seconds ahead: sends that began now have been given up

SET_UP = """
from datetime import timedelta
from django.utils import timezone
from reliability.models import AlertGroup, Channel, EscalationPolicy
from tests.factories.on_call import alert_document, fire, make_channel, make_policy
AlertGroup.objects.all().delete()
EscalationPolicy.objects.all().delete()
Channel.objects.all().delete()
addresses = {addresses!r}
make_policy(*map(make_channel, addresses), wait=timedelta(hours=1))
for number in range({groups}):
    summary = {{"summary": f"No. {{number}}"}}
    fire(alert_document(number), key=f"group {{number}}", now=timezone.now(), commonAnnotations=summary)
"""
STATES = """
from reliability.models import Notification, TimelineEntry
for notification in Notification.objects.order_by("group", "step"):
    print(notification.step, notification.state)
"""


class OnCall:
    """The embedded profile in a folder, on a database of its own."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "marketplace.settings.embedded",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
        }
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments: str) -> str:
        environment = {**os.environ, **self.environment}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment, check=True, timeout=120, capture_output=True, text=True
        ).stdout

    def run(self, program: str) -> str:
        return self.manage("shell", "--verbosity", "0", "--command", program)

    def worker(self, name: str, *arguments: str) -> Process:
        log = self.folder / f"{name}.log"
        return Process(
            name=name,
            command=[sys.executable, "-m", "tests.harness.escalating_worker", *arguments],
            log=log,
            ready=lambda: "ready." in log.read_text(),
            environment=self.environment,
        )


@pytest.fixture(scope="module")
def postgresql_url() -> Iterator[str]:
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgresql())
        except ServiceMissingError as missing:
            skip_or_fail(missing)
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def on_call(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> OnCall:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    return OnCall(tmp_path_factory.mktemp(request.param), url)


@pytest.fixture
def receiver() -> Iterator[NotificationReceiver]:
    with notification_receiver() as running:
        yield running


def test_each_step_of_each_group_is_told_once(on_call: OnCall, receiver: NotificationReceiver) -> None:
    """The first channel takes the message and fails, so every group escalates at once to the second."""
    addresses = [receiver.address("fails"), receiver.address("second")]
    on_call.run(SET_UP.format(addresses=addresses, groups=GROUPS))
    with ExitStack() as stack:
        workers = [stack.enter_context(on_call.worker(f"worker {number}")) for number in range(WORKERS)]
        assert eventually(lambda: len(receiver.of("second")) >= GROUPS), workers[0].last_lines()
        time.sleep(1)
        assert [worker for worker in workers if not worker.is_running] == []
        assert not any("Traceback" in worker.last_lines(1000) for worker in workers)
    expected = {f"Page: No. {number}": 1 for number in range(GROUPS)}
    assert Counter(arrival.title for arrival in receiver.of("fails")) == expected
    assert Counter(arrival.title for arrival in receiver.of("second")) == expected
    assert Counter(on_call.run(STATES).splitlines()) == {"0 failed": GROUPS, "1 delivered": GROUPS}


def test_a_worker_killed_in_the_middle_of_a_send_is_not_repeated(
    on_call: OnCall, receiver: NotificationReceiver
) -> None:
    """What was on its way counts as not heard: it is not sent again, and the next step is told."""
    on_call.run(SET_UP.format(addresses=[receiver.address("first"), receiver.address("second")], groups=1))
    receiver.answers.clear()
    with on_call.worker("killed") as killed:
        assert eventually(lambda: len(receiver.of("first")) == 1), killed.last_lines()
        killed.kill()
    receiver.answers.set()
    with on_call.worker("successor") as successor:
        time.sleep(1)
        assert receiver.of("second") == [], successor.last_lines()
    with on_call.worker("later", str(LOST)) as later:
        assert eventually(lambda: len(receiver.of("second")) == 1), later.last_lines()
        time.sleep(0.5)
    assert (len(receiver.of("first")), len(receiver.of("second"))) == (1, 1)
    assert on_call.run(STATES).splitlines() == ["0 unknown", "1 delivered"]


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + DONE_WITHIN
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False
