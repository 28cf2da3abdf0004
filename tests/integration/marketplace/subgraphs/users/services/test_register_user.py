from __future__ import annotations

import threading

import pytest
from django.db import connection

from marketplace.common.models import OutboxMessage
from marketplace.common.problems import ProblemError
from marketplace.common.requester import ANONYMOUS, Role
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.services.register_user import Registration, register_user
from tests.factories.users import make_user

ANA = Registration(email="Ana@Example.org", password="correct horse battery", display_name=" Ana  Lima ")


def codes(refusal: pytest.ExceptionInfo[ProblemError]) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.field) for problem in refusal.value.problems]


@pytest.mark.django_db
def test_a_new_user_is_a_member_who_can_sign_in():
    user = register_user(requester=ANONYMOUS, registration=ANA)
    user.refresh_from_db()
    assert (user.email, user.display_name, user.version) == ("ana@example.org", "Ana Lima", 1)
    assert user.role_set == {Role.MEMBER}
    assert user.check_password("correct horse battery")
    assert not user.verified
    assert not user.is_staff


@pytest.mark.django_db
def test_other_subgraphs_are_told_the_name():
    user = register_user(requester=ANONYMOUS, registration=ANA)
    message = OutboxMessage.objects.get()
    assert message.name == "users.profile_changed"
    assert message.payload == {"user_id": str(user.pk), "display_name": "Ana Lima", "version": "1"}


@pytest.mark.django_db
def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written():
    wrong = Registration(email="ana", password="short", display_name="", locale="english")
    with pytest.raises(ProblemError) as refusal:
        register_user(requester=ANONYMOUS, registration=wrong)
    assert codes(refusal) == [
        ("INVALID_EMAIL", "email"),
        ("INVALID_DISPLAY_NAME", "displayName"),
        ("INVALID_LOCALE", "locale"),
        ("WEAK_PASSWORD", "password"),
    ]
    assert not User.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["password1234", "ana@example.org", "x" * 1025])
def test_a_password_that_is_common_like_the_email_or_endless_is_refused(password):
    weak = Registration(email=ANA.email, password=password, display_name="Ana")
    with pytest.raises(ProblemError) as refusal:
        register_user(requester=ANONYMOUS, registration=weak)
    assert codes(refusal) == [("WEAK_PASSWORD", "password")]


@pytest.mark.django_db
def test_an_email_has_one_account():
    make_user(email="ana@example.org")
    with pytest.raises(ProblemError) as refusal:
        register_user(requester=ANONYMOUS, registration=ANA)
    assert codes(refusal) == [("EMAIL_TAKEN", "email")]


@pytest.mark.django_db
def test_a_repeated_request_with_its_key_gives_the_same_user():
    first = register_user(requester=ANONYMOUS, registration=ANA, idempotency_key="k")
    assert register_user(requester=ANONYMOUS, registration=ANA, idempotency_key="k") == first
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_registrations_at_the_same_time_one_succeeds():
    start = threading.Barrier(3)
    outcomes: list[str] = []

    def register() -> None:
        start.wait()
        try:
            register_user(requester=ANONYMOUS, registration=ANA)
            outcomes.append("registered")
        except ProblemError as refusal:
            outcomes.append(refusal.problems[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=register) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["EMAIL_TAKEN", "EMAIL_TAKEN", "registered"]
    assert User.objects.count() == 1
