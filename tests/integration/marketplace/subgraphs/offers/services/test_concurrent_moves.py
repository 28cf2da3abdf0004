"""Writers on threads of their own, against whichever database the run uses."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from marketplace.common.problems import ProblemError, StaleVersionError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.services.listing import ListingChanges
from marketplace.subgraphs.offers.services.offer_rows import write_offer
from marketplace.subgraphs.offers.services.reserve_offer import reserve_offer
from marketplace.subgraphs.offers.services.update_offer import update_offer
from tests.factories.offers import make_offer

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 4


def outcomes(work: Callable[[int], Offer]) -> list[Offer | ProblemError]:
    """Run `work` on several threads that start together; a refusal is an outcome too."""
    barrier = Barrier(WRITERS, timeout=30)

    def run(number: int) -> Offer | ProblemError:
        try:
            barrier.wait()
            return work(number)
        except ProblemError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        return list(threads.map(run, range(WRITERS)))


def refusals_of(found: list[Offer | ProblemError]) -> list[str]:
    return [outcome.problems[0].code for outcome in found if isinstance(outcome, ProblemError)]


def test_of_buyers_who_reserve_at_once_exactly_one_succeeds():
    offer = make_offer()
    buyers = [new_key() for _ in range(WRITERS)]

    found = outcomes(lambda number: reserve_offer(requester=Requester(buyers[number]), offer_id=offer.pk))

    winners = [number for number, outcome in enumerate(found) if isinstance(outcome, Offer)]
    assert len(winners) == 1
    assert refusals_of(found) == ["ILLEGAL_STATUS_MOVE"] * (WRITERS - 1)
    offer.refresh_from_db()
    assert (offer.status, offer.version) == (OfferStatus.RESERVED, 2)
    assert offer.reserved_by_id == buyers[winners[0]]


def test_of_edits_of_one_version_exactly_one_succeeds():
    offer = make_offer()

    found = outcomes(
        lambda number: update_offer(
            requester=Requester(offer.seller_id),
            offer_id=offer.pk,
            version=1,
            changes=ListingChanges(title=f"Edit {number}"),
        )
    )

    assert refusals_of(found) == ["STALE_VERSION"] * (WRITERS - 1)
    offer.refresh_from_db()
    assert offer.version == 2
    assert offer.title.startswith("Edit")


def test_a_repeated_request_at_the_same_time_reserves_once_and_both_get_the_offer():
    offer = make_offer()
    requester = Requester(new_key())

    found = outcomes(lambda _: reserve_offer(requester=requester, offer_id=offer.pk, idempotency_key="once"))

    assert found == [offer] * WRITERS
    offer.refresh_from_db()
    assert offer.version == 2


def test_a_write_on_a_row_read_before_another_write_is_refused():
    offer = make_offer()
    same, also_same = Offer.objects.get(pk=offer.pk), Offer.objects.get(pk=offer.pk)
    write_offer(same, title="First")
    with pytest.raises(StaleVersionError):
        write_offer(also_same, title="Second")
    offer.refresh_from_db()
    assert (offer.title, offer.version) == ("First", 2)
