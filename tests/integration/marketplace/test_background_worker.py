"""The embedded profile's background jobs: a worker in a process of its own, and a queue that needs no server."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.harness.processes import ROOT, Process

REGISTER = """
from marketplace.common.requester import ANONYMOUS
from marketplace.subgraphs.users.services.register_user import Registration, register_user
registration = Registration(email="ana@example.org", password="correct horse battery", display_name="Ana")
register_user(requester=ANONYMOUS, registration=registration)
"""
DELIVERED_WITHIN = 30.0  # seconds; the sweep does not look at a message as young as that


def test_a_worker_delivers_a_message_to_another_subgraph(tmp_path: Path) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.embedded",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    manage(environment, "migrate", "--verbosity", "0")
    worker = Process(
        name="worker",
        command=[
            sys.executable,
            "-m",
            "celery",
            "-A",
            "marketplace.celery_app",
            "worker",
            "--pool",
            "solo",
            "-l",
            "INFO",
        ],
        log=tmp_path / "worker.log",
        ready=lambda: " ready." in (tmp_path / "worker.log").read_text(),
        environment=environment,
    )
    with worker:
        manage(environment, "shell", "--verbosity", "0", "--command", REGISTER)
        assert eventually(lambda: author_names(tmp_path) == ["Ana"]), worker.last_lines()
    assert undelivered(tmp_path) == 0


def manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env={**os.environ, **environment}, check=True, timeout=120
    )


def author_names(folder: Path) -> list[str]:
    return [name for (name,) in rows(folder, "SELECT display_name FROM reviews_authorname")]


def undelivered(folder: Path) -> int:
    ((count,),) = rows(folder, "SELECT count(*) FROM common_outboxmessage WHERE delivered_at IS NULL")
    return int(count)


def rows(folder: Path, statement: str) -> list[tuple[str]]:
    connection = sqlite3.connect(folder / "marketplace.sqlite3", timeout=10)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def eventually(condition) -> bool:
    deadline = time.monotonic() + DELIVERED_WITHIN
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False
