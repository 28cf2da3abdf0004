"""The five use cases that move an offer: who may, from where, and what they leave behind."""

from __future__ import annotations

import pytest

from marketplace.common.models import OutboxMessage
from marketplace.common.problems import (
    AuthenticationRequiredError,
    PermissionRefusedError,
    StaleVersionError,
)
from marketplace.common.public_ids import new_key
from marketplace.common.requester import ANONYMOUS, Requester, Role
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.errors import (
    IllegalStatusMoveError,
    OfferNotFoundError,
    OwnOfferError,
)
from marketplace.subgraphs.offers.services.archive_offer import archive_offer
from marketplace.subgraphs.offers.services.mark_offer_sold import mark_offer_sold
from marketplace.subgraphs.offers.services.publish_offer import publish_offer
from marketplace.subgraphs.offers.services.release_offer import release_offer
from marketplace.subgraphs.offers.services.reserve_offer import reserve_offer
from tests.factories.offers import make_offer

pytestmark = pytest.mark.django_db

DRAFT, PUBLISHED, RESERVED, SOLD, ARCHIVED = OfferStatus
SELLER, BUYER, STRANGER = (new_key() for _ in range(3))
STAFF = Requester(new_key(), frozenset({Role.MODERATOR}))


def offer_in(status):
    held = status in (RESERVED, SOLD)
    return make_offer(seller_id=SELLER, status=status, reserved_by_id=BUYER if held else None)


def assert_untouched(offer):
    status, version = offer.status, offer.version
    offer.refresh_from_db()
    assert (offer.status, offer.version) == (status, version)
    assert not OutboxMessage.objects.exists()


MOVES = [
    (publish_offer, SELLER, DRAFT, PUBLISHED),
    (reserve_offer, BUYER, PUBLISHED, RESERVED),
    (release_offer, SELLER, RESERVED, PUBLISHED),
    (release_offer, BUYER, RESERVED, PUBLISHED),
    (mark_offer_sold, SELLER, RESERVED, SOLD),
    (archive_offer, SELLER, DRAFT, ARCHIVED),
    (archive_offer, SELLER, PUBLISHED, ARCHIVED),
    (archive_offer, SELLER, RESERVED, ARCHIVED),
]
ILLEGAL = [
    *((publish_offer, SELLER, status) for status in (PUBLISHED, RESERVED, SOLD, ARCHIVED)),
    *((reserve_offer, BUYER, status) for status in (RESERVED, SOLD, ARCHIVED)),
    *((release_offer, SELLER, status) for status in (DRAFT, PUBLISHED, SOLD, ARCHIVED)),
    *((mark_offer_sold, SELLER, status) for status in (DRAFT, PUBLISHED, SOLD, ARCHIVED)),
    *((archive_offer, SELLER, status) for status in (SOLD, ARCHIVED)),
]


@pytest.mark.parametrize(("service", "user_id", "source", "target"), MOVES)
def test_a_legal_move_is_written_once(service, user_id, source, target):
    offer = offer_in(source)
    moved = service(requester=Requester(user_id), offer_id=offer.pk, version=1)
    offer.refresh_from_db()
    assert (offer.status, offer.version) == (moved.status, moved.version) == (target, 2)
    assert offer.reserved_by_id == (BUYER if target in (RESERVED, SOLD) else None)


@pytest.mark.parametrize(("service", "user_id", "status"), ILLEGAL)
def test_an_illegal_move_names_the_status_and_changes_nothing(service, user_id, status):
    offer = offer_in(status)
    with pytest.raises(IllegalStatusMoveError) as refusal:
        service(requester=Requester(user_id), offer_id=offer.pk)
    assert refusal.value.current == status
    assert_untouched(offer)


@pytest.mark.parametrize(
    ("service", "source"),
    [(publish_offer, PUBLISHED), (release_offer, RESERVED), (mark_offer_sold, RESERVED), (archive_offer, PUBLISHED)],
)
def test_strangers_move_nothing_of_others(service, source):
    offer = offer_in(source)
    with pytest.raises(PermissionRefusedError):
        service(requester=Requester(STRANGER), offer_id=offer.pk)
    assert_untouched(offer)


@pytest.mark.parametrize("service", [publish_offer, archive_offer])
def test_a_draft_of_someone_else_is_not_found(service):
    offer = offer_in(DRAFT)
    with pytest.raises(OfferNotFoundError):
        service(requester=Requester(STRANGER), offer_id=offer.pk)
    assert_untouched(offer)


@pytest.mark.parametrize(("service", "_user_id", "source", "_target"), MOVES)
def test_nobody_moves_nothing(service, _user_id, source, _target):
    offer = offer_in(source)
    with pytest.raises(AuthenticationRequiredError):
        service(requester=ANONYMOUS, offer_id=offer.pk)
    assert_untouched(offer)


@pytest.mark.parametrize(("service", "user_id", "source", "_target"), MOVES)
def test_a_move_of_an_older_version_is_refused(service, user_id, source, _target):
    offer = offer_in(source)
    with pytest.raises(StaleVersionError):
        service(requester=Requester(user_id), offer_id=offer.pk, version=7)
    assert_untouched(offer)


def test_sellers_do_not_reserve_from_themselves():
    offer = offer_in(PUBLISHED)
    with pytest.raises(OwnOfferError):
        reserve_offer(requester=Requester(SELLER), offer_id=offer.pk)
    assert_untouched(offer)


def test_staff_may_archive_but_not_publish():
    offer = offer_in(DRAFT)
    with pytest.raises(PermissionRefusedError):
        publish_offer(requester=STAFF, offer_id=offer.pk)
    assert archive_offer(requester=STAFF, offer_id=offer.pk).status == ARCHIVED


def test_publishing_is_told_to_the_other_subgraphs():
    offer = offer_in(DRAFT)
    assert publish_offer(requester=Requester(SELLER), offer_id=offer.pk).published_at is not None
    assert list(OutboxMessage.objects.values_list("name", "payload")) == [
        ("offers.offer_published", {"offer_id": str(offer.pk), "seller_id": str(SELLER)})
    ]


def test_archiving_is_told_to_the_other_subgraphs():
    offer = offer_in(PUBLISHED)
    archive_offer(requester=Requester(SELLER), offer_id=offer.pk)
    assert list(OutboxMessage.objects.values_list("name", "payload")) == [
        ("offers.offer_archived", {"offer_id": str(offer.pk)})
    ]


def test_an_idempotency_key_makes_a_repeated_reservation_succeed_once():
    offer = offer_in(PUBLISHED)
    first, again = (
        reserve_offer(requester=Requester(BUYER), offer_id=offer.pk, idempotency_key="once") for _ in range(2)
    )
    assert first == again
    assert again.version == 2
    with pytest.raises(IllegalStatusMoveError):
        reserve_offer(requester=Requester(BUYER), offer_id=offer.pk, idempotency_key="twice")
