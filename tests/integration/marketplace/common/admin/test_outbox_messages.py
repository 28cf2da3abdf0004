from __future__ import annotations

import pytest
from django.utils import timezone

from marketplace.common.models import OutboxMessage
from marketplace.common.requester import Role
from tests.factories.messages import make_message
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/admin/common/outboxmessage/"


def listed(client, **query: str) -> set[OutboxMessage]:
    return set(client.get(PAGE, query).context["cl"].result_list)


def send_again(client, message: OutboxMessage):
    return client.post(PAGE, {"action": "send_again", "_selected_action": [str(message.pk)]}, follow=True)


def test_the_list_opens_on_failed_messages():
    now = timezone.now()
    failed, waiting, consumed = make_message(failed_at=now), make_message(), make_message(consumed_at=now)
    client = signed_in(Role.ENGINEER)
    assert listed(client) == {failed}
    assert listed(client, state="waiting") == {waiting}
    assert listed(client, state="consumed") == {consumed}
    assert client.get(f"{PAGE}{failed.pk}/change/").status_code == 200


def test_administrators_send_failed_messages_again():
    failed = make_message(failed_at=timezone.now(), sends=12)
    page = send_again(signed_in(Role.ADMINISTRATOR), failed)
    failed.refresh_from_db()
    assert "1 sent again." in page.content.decode()
    assert (failed.failed_at, failed.sends) == (None, 1)


def test_others_only_look():
    failed = make_message(failed_at=timezone.now())
    send_again(signed_in(Role.MODERATOR), failed)
    failed.refresh_from_db()
    assert failed.failed_at is not None
