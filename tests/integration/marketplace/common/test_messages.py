from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from marketplace.common.messages import KEPT_FOR, Message, MessageName, deliver, publish, sweep
from marketplace.common.models import OutboxMessage
from marketplace.common.public_ids import new_key
from tests.harness.background_jobs import Job, take_jobs

MESSAGE = Message(MessageName.OFFER_ARCHIVED, {"offer_id": str(new_key())})
SUBSCRIBERS = {MessageName.OFFER_ARCHIVED.value: ("first.task", "second.task")}


@pytest.fixture(autouse=True)
def two_subscribers(settings):
    settings.MESSAGE_SUBSCRIBERS = SUBSCRIBERS
    take_jobs()


def age(row: OutboxMessage, by: timedelta) -> None:
    OutboxMessage.objects.filter(pk=row.pk).update(created_at=timezone.now() - by)


@pytest.mark.django_db
def test_a_message_is_enqueued_only_after_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish(MESSAGE)
        assert take_jobs() == []
    row = OutboxMessage.objects.get()
    assert take_jobs() == [Job("common.deliver_message", {"message_id": str(row.pk)})]


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_tells_nothing():
    with transaction.atomic():
        publish(MESSAGE)
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
    assert take_jobs() == []


@pytest.mark.django_db(transaction=True)
def test_a_message_without_a_transaction_is_a_mistake_of_ours():
    with pytest.raises(transaction.TransactionManagementError):
        publish(MESSAGE)


@pytest.mark.django_db
def test_every_subscriber_hears_a_message_once():
    publish(MESSAGE)
    row = OutboxMessage.objects.get()
    assert deliver(row.pk)
    assert not deliver(row.pk)
    assert take_jobs() == [Job(task, dict(MESSAGE.payload)) for task in ("first.task", "second.task")]


@pytest.mark.django_db
def test_a_message_nobody_hears_is_delivered_too(settings):
    settings.MESSAGE_SUBSCRIBERS = {}
    publish(MESSAGE)
    assert deliver(OutboxMessage.objects.get().pk)
    assert take_jobs() == []


@pytest.mark.django_db
def test_the_sweep_delivers_what_was_left_and_only_that():
    publish(MESSAGE)
    publish(MESSAGE)
    publish(MESSAGE)
    left, delivered, fresh = OutboxMessage.objects.order_by("created_at")
    deliver(delivered.pk)
    take_jobs()
    age(left, timedelta(minutes=1))
    age(delivered, timedelta(minutes=1))
    assert sweep() == 1
    assert len(take_jobs()) == 2
    left.refresh_from_db()
    fresh.refresh_from_db()
    assert left.delivered_at is not None
    assert fresh.delivered_at is None


@pytest.mark.django_db
def test_the_sweep_forgets_old_deliveries():
    publish(MESSAGE)
    row = OutboxMessage.objects.get()
    deliver(row.pk)
    OutboxMessage.objects.update(delivered_at=timezone.now() - KEPT_FOR - timedelta(hours=1))
    sweep()
    assert not OutboxMessage.objects.exists()
