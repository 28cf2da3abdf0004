"""How services hold and write one offer: lock it, compare its version, raise the version."""

from typing import Final
from uuid import UUID

from django.utils import timezone

from marketplace.common.business_events import BusinessEvent, count_after_commit
from marketplace.common.problems import StaleVersionError
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import (
    OfferMove,
    OfferStatus,
    moves_from,
    status_after,
)
from marketplace.subgraphs.offers.errors import IllegalStatusMoveError, OfferNotFoundError
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.selectors.visible_offers import visible_offers
from marketplace.subgraphs.offers.services.kept_answers import forget_offer

EVENT_OF_MOVE: Final = {
    OfferMove.PUBLISH: BusinessEvent.OFFER_PUBLISHED,
    OfferMove.RESERVE: BusinessEvent.OFFER_RESERVED,
    OfferMove.RELEASE: BusinessEvent.OFFER_RELEASED,
    OfferMove.MARK_SOLD: BusinessEvent.OFFER_SOLD,
    OfferMove.ARCHIVE: BusinessEvent.OFFER_ARCHIVED,
}


def lock_offer(offer_id: UUID, *, requester: Requester, seen_version: int | None) -> Offer:
    """Return the offer, locked until the transaction ends where the database has row locks.

    Raise OfferNotFoundError when the requester may not see it, and StaleVersionError when
    `seen_version` is given and is not the current version.
    """
    offer = visible_offers(requester).select_for_update().filter(pk=offer_id).first()
    if offer is None:
        raise OfferNotFoundError
    if seen_version is not None and seen_version != offer.version:
        raise StaleVersionError(seen=seen_version, current=offer.version)
    return offer


def move_offer(offer: Offer, move: OfferMove, **changes: object) -> None:
    """Write the status the move leads to, and `changes`; raise IllegalStatusMoveError."""
    current = OfferStatus(offer.status)
    target = status_after(move, current)
    if target is None:
        raise IllegalStatusMoveError(move=move, current=current, allowed=moves_from(current))
    write_offer(offer, status=target, **changes)
    count_after_commit(EVENT_OF_MOVE[move])


def write_offer(offer: Offer, **changes: object) -> None:
    """Write columns and raise the version, on condition that the version is still the one read.

    The condition is what makes a write safe on databases without row locks: of two writers who
    read the same version one gets StaleVersionError.
    """
    seen = offer.version
    columns = {**changes, "version": seen + 1, "updated_at": timezone.now()}
    if not Offer.objects.filter(pk=offer.pk, version=seen).update(**columns):
        current = Offer.objects.values_list("version", flat=True).get(pk=offer.pk)
        raise StaleVersionError(seen=seen, current=current)
    for name, value in columns.items():
        setattr(offer, name, value)
    forget_offer(offer.pk)
