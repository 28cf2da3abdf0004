from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import transaction

from marketplace.common.jobs import enqueue_after_commit
from tests.harness.background_jobs import Job, take_jobs
from tests.harness.processes import ROOT, free_port

WITHOUT_BROKER = """
from django.db import transaction
from marketplace.common.jobs import enqueue_after_commit
from marketplace.subgraphs.users.models import User
with transaction.atomic():
    User.objects.create(email="ana@example.org", display_name="Ana")
    enqueue_after_commit("some.task")
print("committed", User.objects.count())
"""


@pytest.fixture(autouse=True)
def empty_queue():
    take_jobs()


@pytest.mark.django_db(transaction=True)
def test_a_job_waits_for_the_commit_and_goes_with_a_rollback():
    with transaction.atomic():
        enqueue_after_commit("some.task", number=1)
        assert take_jobs() == []
    assert take_jobs() == [Job("some.task", {"number": 1})]
    with transaction.atomic():
        enqueue_after_commit("some.task", number=2)
        transaction.set_rollback(True)
    assert take_jobs() == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_job_goes_at_once():
    enqueue_after_commit("some.task")
    assert take_jobs() == [Job("some.task", {})]


def test_a_broker_that_is_down_is_logged_and_undoes_nothing(tmp_path):
    """Redis is asked for at a port where nobody listens; the program goes on after its commit."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.embedded",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
    }
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True, timeout=120)
    shell = subprocess.run(
        [*manage, "shell", "--verbosity", "0", "--command", WITHOUT_BROKER],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "committed 1" in shell.stdout
    assert "Connection refused" in shell.stderr
