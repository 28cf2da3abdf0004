"""Background jobs in a worker process of its own, which dies in the middle of its work, on both kinds of broker."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.harness.processes import ROOT, Process

REGISTER = """
from marketplace.common.requester import ANONYMOUS
from marketplace.subgraphs.users.services.register_user import Registration, register_user
registration = Registration(email="ana@example.org", password="correct horse battery", display_name="Ana")
register_user(requester=ANONYMOUS, registration=registration)
"""
THREE_OFFERS = """
from tests.factories.offers import make_offer
from tests.factories.users import make_user
user = make_user()
for _ in range(3):
    make_offer(seller_id=user.pk)
"""
DEACTIVATE = """
from marketplace.common.requester import Requester
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.services.deactivate_user import deactivate_user
user = User.objects.get()
deactivate_user(requester=Requester(user.pk), user_id=user.pk, version=user.version)
"""
SWEEP = """
from marketplace.common.jobs import enqueue_after_commit
from marketplace.common.task_names import CommonTask
enqueue_after_commit(CommonTask.SWEEP_OUTBOX)
"""
HOLD_AT_SECOND_OFFER = """
CREATE VIEW endless AS
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number) SELECT count(*) AS n FROM number;
CREATE TRIGGER hold BEFORE UPDATE ON offers_offer
    WHEN EXISTS (SELECT 1 FROM offers_offer WHERE status = 'ARCHIVED') BEGIN SELECT n FROM endless; END;
"""
RELEASE = "DROP TRIGGER hold; DROP VIEW endless;"
DONE_WITHIN = 30.0  # seconds


class Marketplace:
    """The embedded profile in a folder, with a worker."""

    def __init__(self, folder: Path, *, redis_url: str) -> None:
        self.folder = folder
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "marketplace.settings.embedded",
            "DATA_DIR": str(folder),
            "DATABASE_URL": "",
            "REDIS_URL": redis_url,
            "METRICS_PORT": "0",
        }
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments: str) -> None:
        environment = {**os.environ, **self.environment}
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True, timeout=120)

    def run(self, program: str) -> None:
        self.manage("shell", "--verbosity", "0", "--command", program)

    def worker(self, name: str) -> Process:
        log = self.folder / f"{name}.log"
        celery = [sys.executable, "-m", "celery", "-A", "marketplace.celery_app", "worker"]
        return Process(
            name=name,
            command=[*celery, "--pool", "solo", "--loglevel", "INFO"],
            log=log,
            ready=lambda: " ready." in log.read_text(),
            environment=self.environment,
        )

    def change(self, statements: str) -> None:
        with closing(self._connection()) as connection:
            connection.executescript(statements)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(self._connection()) as connection:
            return connection.execute(statement).fetchall()

    def _connection(self) -> sqlite3.Connection:
        return sqlite3.connect(self.folder / "marketplace.sqlite3", timeout=20)

    def archived(self) -> int:
        return len(self.rows("SELECT 1 FROM offers_offer WHERE status = 'ARCHIVED'"))

    def unconsumed(self) -> int:
        return len(self.rows("SELECT 1 FROM common_outboxmessage WHERE consumed_at IS NULL"))


def test_a_worker_tells_another_subgraph(tmp_path: Path) -> None:
    marketplace = Marketplace(tmp_path, redis_url="")
    with marketplace.worker("worker") as worker:
        marketplace.run(REGISTER)
        assert eventually(lambda: marketplace.unconsumed() == 0), worker.last_lines()
    assert marketplace.rows("SELECT display_name FROM reviews_authorname") == [("Ana",)]


@pytest.fixture(params=["files", pytest.param("redis", marks=pytest.mark.redis)])
def broker(request: pytest.FixtureRequest) -> str:
    """What REDIS_URL says; empty: a queue in files."""
    return str(request.getfixturevalue("redis_url")) if request.param == "redis" else ""


def test_what_a_killed_worker_left_half_done_is_done_once(tmp_path: Path, broker: str) -> None:
    """The worker is held by an update that never ends, after it has archived the first of three offers."""
    marketplace = Marketplace(tmp_path, redis_url=broker)
    marketplace.run(THREE_OFFERS)
    marketplace.change(HOLD_AT_SECOND_OFFER)
    with marketplace.worker("first") as first:
        marketplace.run(DEACTIVATE)
        assert eventually(lambda: marketplace.archived() == 1), first.last_lines()
        time.sleep(0.5)
        first.kill()
    assert marketplace.archived() == 1
    assert marketplace.unconsumed() > 0

    marketplace.change(RELEASE)
    marketplace.change("UPDATE common_outboxmessage SET due_at = created_at WHERE consumed_at IS NULL")
    with marketplace.worker("second") as second:
        marketplace.run(SWEEP)
        assert eventually(lambda: marketplace.archived() == 3 and marketplace.unconsumed() == 0), second.last_lines()
    assert marketplace.rows("SELECT version FROM offers_offer") == [(2,)] * 3
    told = "SELECT count(*), count(DISTINCT payload) FROM common_outboxmessage WHERE name = 'offers.offer_archived'"
    assert marketplace.rows(told) == [(3, 3)]
    assert marketplace.rows("SELECT count(*) FROM reviews_reviewableoffer WHERE NOT open") == [(3,)]


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + DONE_WITHIN
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False
