from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from marketplace.celery_app import app
from marketplace.common.models import OutboxMessage
from marketplace.common.outbox import (
    BATCH,
    FIRST_WAIT,
    KEPT_FOR,
    LONGEST_WAIT,
    MOST_SENDS,
    forget_consumed,
    send_failed_again,
    sweep,
    wait_after,
)
from marketplace.common.task_names import CommonTask
from tests.factories.messages import make_message
from tests.harness.background_jobs import Job, take_jobs

EARLIER = timezone.now() - timedelta(seconds=1)
LATER = timezone.now() + timedelta(hours=1)


@pytest.fixture(autouse=True)
def empty_queue():
    take_jobs()


def test_waits_grow_and_end_after_hours():
    waits = [wait_after(sends) for sends in range(1, MOST_SENDS + 1)]
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT
    assert timedelta(hours=5) < sum(waits, timedelta()) < timedelta(hours=8)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_sends_again_what_is_due_and_only_that():
    due = make_message(due_at=EARLIER, sends=2)
    for columns in (
        {"due_at": LATER},
        {"due_at": EARLIER, "consumed_at": EARLIER},
        {"due_at": EARLIER, "failed_at": EARLIER},
    ):
        make_message(**columns)
    sweep()
    assert take_jobs() == [Job("some.task", {"message_id": str(due.pk)})]
    due.refresh_from_db()
    assert due.sends == 3
    assert due.due_at == pytest.approx(timezone.now() + wait_after(3), abs=timedelta(seconds=10))
    sweep()
    assert take_jobs() == []


@pytest.mark.django_db(transaction=True)
def test_the_sweep_leaves_none_behind():
    for _ in range(BATCH + 1):
        make_message(due_at=EARLIER)
    sweep()
    assert len(take_jobs()) == BATCH + 1


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_too_often_is_kept_as_failed_and_logged(caplog):
    message = make_message(due_at=EARLIER, sends=MOST_SENDS, last_error="LookupError: no offer 7")
    with caplog.at_level(logging.ERROR):
        sweep()
    assert take_jobs() == []
    message.refresh_from_db()
    assert message.failed_at is not None
    assert str(message.pk) in caplog.text
    assert "some.task" in caplog.text
    assert "LookupError: no offer 7" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_failed_message_can_be_sent_again():
    failed = make_message(failed_at=EARLIER, sends=MOST_SENDS)
    assert send_failed_again(failed.pk)
    assert not send_failed_again(failed.pk)
    assert take_jobs() == [Job("some.task", {"message_id": str(failed.pk)})]
    failed.refresh_from_db()
    assert (failed.failed_at, failed.sends) == (None, 1)


@pytest.mark.django_db
def test_only_what_was_consumed_long_ago_is_forgotten():
    long_ago = timezone.now() - KEPT_FOR - timedelta(hours=1)
    make_message(created_at=long_ago, consumed_at=long_ago)
    kept = [
        make_message(created_at=long_ago, consumed_at=timezone.now()),
        make_message(created_at=long_ago),
        make_message(created_at=long_ago, failed_at=long_ago),
    ]
    assert forget_consumed() == 1
    assert set(OutboxMessage.objects.all()) == set(kept)


def test_the_clock_sweeps_and_forgets_and_every_subscriber_exists():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    heard = {task for tasks in settings.MESSAGE_SUBSCRIBERS.values() for task in tasks}
    assert {CommonTask.SWEEP_OUTBOX, CommonTask.FORGET_CONSUMED_MESSAGES} <= scheduled
    assert scheduled | heard <= set(app.tasks)
