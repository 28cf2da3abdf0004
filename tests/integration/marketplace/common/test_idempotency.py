from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from marketplace.common.idempotency import fingerprint_of, forget_expired, run_once
from marketplace.common.models import IdempotencyRecord
from marketplace.common.problems import IdempotencyKeyReusedError, InvalidIdempotencyKeyError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import ANONYMOUS, Requester
from marketplace.subgraphs.users.models import User
from tests.factories.users import make_user

ANA = Requester(new_key())
BO = Requester(new_key())


def run(requester: Requester = ANA, key: str | None = "k", fingerprint: str = "f", operation: str = "make") -> User:
    return run_once(requester=requester, operation=operation, key=key, fingerprint=fingerprint, work=make_user)


@pytest.mark.django_db
def test_the_same_key_gives_the_first_result_again():
    first = run()
    assert run() == first
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", [{"requester": BO}, {"requester": ANONYMOUS}, {"key": "other"}, {"operation": "other"}, {"key": None}]
)
def test_another_actor_key_or_operation_is_another_run(other):
    assert run(**other) != run()
    assert User.objects.count() == 2


@pytest.mark.django_db
def test_the_result_comes_back_as_it_is_now():
    first = run()
    User.objects.filter(pk=first.pk).update(display_name="Renamed")
    assert run().display_name == "Renamed"


@pytest.mark.django_db
def test_the_same_key_with_another_input_is_refused_and_does_nothing():
    run()
    with pytest.raises(IdempotencyKeyReusedError):
        run(fingerprint="other")
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_failed_run_is_not_remembered_and_leaves_nothing():
    def fails() -> User:
        make_user()
        raise InvalidIdempotencyKeyError("refused")

    with pytest.raises(InvalidIdempotencyKeyError):
        run_once(requester=ANA, operation="make", key="k", fingerprint="f", work=fails)
    assert not User.objects.exists()
    assert run() == User.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_of_unfit_length_is_refused(key):
    with pytest.raises(InvalidIdempotencyKeyError):
        run(key=key)


@pytest.mark.django_db
def test_an_expired_key_is_free_again():
    first = run()
    IdempotencyRecord.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert run(fingerprint="other") != first


@pytest.mark.django_db
def test_expired_keys_are_forgotten():
    run(key="old")
    IdempotencyRecord.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    run(key="new")
    assert forget_expired() == 1
    assert IdempotencyRecord.objects.get().key == "new"


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_time_with_one_key_do_the_work_once():
    start = threading.Barrier(4)
    results: list[User] = []

    def request() -> None:
        start.wait()
        try:
            results.append(run())
        finally:
            connection.close()

    threads = [threading.Thread(target=request) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert len(results) == 4
    assert len({user.pk for user in results}) == User.objects.count() == 1


def test_a_fingerprint_depends_on_every_value_but_not_on_their_order():
    assert fingerprint_of({"a": 1, "b": None}) == fingerprint_of({"b": None, "a": 1})
    assert fingerprint_of({"a": 1}) != fingerprint_of({"a": "1"})
    assert len(fingerprint_of({"password": "x"})) == 64
