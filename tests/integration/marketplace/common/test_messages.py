from __future__ import annotations

import pytest
from django.db import transaction

from marketplace.common.messages import Message, MessageName, consumer, publish
from marketplace.common.models import OutboxMessage
from tests.factories.messages import hear, make_message
from tests.harness.background_jobs import Job, take_jobs

MESSAGE = Message(MessageName.OFFER_ARCHIVED, {"offer_id": "7"})
HEARD: list[str] = []


@consumer("test.hear_of_offer")
def hear_of_offer(*, offer_id: str) -> None:
    HEARD.append(offer_id)


@consumer("test.fail")
def fail(*, offer_id: str) -> None:
    raise LookupError(f"no offer {offer_id}")


@pytest.fixture(autouse=True)
def two_subscribers(settings):
    settings.MESSAGE_SUBSCRIBERS = {MessageName.OFFER_ARCHIVED.value: ("first.task", "second.task")}
    take_jobs()
    HEARD.clear()


@pytest.mark.django_db
def test_a_message_is_enqueued_for_each_subscriber_only_after_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish(MESSAGE)
        assert take_jobs() == []
    keys = dict(OutboxMessage.objects.values_list("subscriber", "pk"))
    assert take_jobs() == [Job(task, {"message_id": str(keys[task])}) for task in ("first.task", "second.task")]


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
def test_a_message_is_consumed_once_however_often_it_comes():
    message = hear(hear_of_offer, offer_id="7")
    hear_of_offer(message_id=str(message.pk))
    assert HEARD == ["7"]
    assert message.consumed_at is not None


@pytest.mark.django_db
def test_a_message_whose_work_failed_waits_on_and_tells_why():
    message = make_message(payload={"offer_id": "7"}, subscriber=fail.name)
    with pytest.raises(LookupError):
        fail(message_id=str(message.pk))
    message.refresh_from_db()
    assert message.consumed_at is None
    assert message.last_error == "LookupError: no offer 7"


@pytest.mark.django_db
def test_a_message_consumed_after_all_is_no_failure_any_more():
    late = make_message(payload={"offer_id": "7"}, last_error="x")
    OutboxMessage.objects.update(failed_at=late.created_at)
    hear_of_offer(message_id=str(late.pk))
    late.refresh_from_db()
    assert (late.failed_at, late.last_error) == (None, "")
    assert late.consumed_at is not None
