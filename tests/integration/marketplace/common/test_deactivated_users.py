"""Whoever was deactivated writes nothing any more, whatever their access token still says."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from marketplace.common.deactivated_users import remember_deactivated
from marketplace.common.idempotency import run_once
from marketplace.common.problems import AuthenticationRequiredError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import ANONYMOUS, Requester
from marketplace.subgraphs.users.models import User
from tests.factories.users import make_user


def write(requester: Requester, key: str | None = None) -> User:
    return run_once(requester=requester, operation="make", key=key, fingerprint="f", work=make_user)


@pytest.mark.django_db
@pytest.mark.parametrize("key", [None, "k"])
def test_writes_are_refused_from_then_on(key):
    gone, other = Requester(new_key()), Requester(new_key())
    for _ in range(2):
        remember_deactivated(gone.require_user())
    with pytest.raises(AuthenticationRequiredError, match="deactivated"):
        write(gone, key)
    assert not User.objects.exists()
    write(other, key)
    write(ANONYMOUS, key)
    assert User.objects.count() == 2


@pytest.mark.django_db
def test_what_was_written_before_is_told_again():
    gone = Requester(new_key())
    first = write(gone, "k")
    remember_deactivated(gone.require_user())
    assert write(gone, "k") == first


@pytest.mark.django_db(transaction=True)
def test_a_write_under_way_is_waited_for():
    """So whoever looks at the user's rows afterwards has seen the last of them."""
    gone, inside, go_on, order = Requester(new_key()), threading.Event(), threading.Event(), []

    def slow_write() -> None:
        def work() -> User:
            inside.set()
            assert go_on.wait(20)
            return make_user()

        run_once(requester=gone, operation="make", key=None, fingerprint="f", work=work)
        order.append("written")
        connection.close()

    def deactivate() -> None:
        remember_deactivated(gone.require_user())
        order.append("deactivated" if User.objects.exists() else "deactivated too early")
        connection.close()

    with ThreadPoolExecutor(2) as threads:
        writing = threads.submit(slow_write)
        assert inside.wait(20)
        deactivating = threads.submit(deactivate)
        with pytest.raises(TimeoutError):
            deactivating.result(0.3)
        go_on.set()
        writing.result(20)
        deactivating.result(20)
    assert sorted(order) == ["deactivated", "written"]
