"""Whoever leaves the marketplace takes their offers along."""

from uuid import UUID

from django.db import transaction

from marketplace.common.deactivated_users import remember_deactivated
from marketplace.common.messages import Message, MessageName, publish
from marketplace.subgraphs.offers.domain.status import LEGS, OfferMove
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.services.offer_rows import move_offer


def archive_offers_of_user(*, user_id: UUID) -> int:
    """Refuse a deactivated seller's writes, then archive every offer that is not final; count them.

    In this order, so that none is published behind its back. Each offer has its own transaction: a second run finds
    nothing left, and one after a run that was cut short goes on where it stopped.
    """
    remember_deactivated(user_id)
    archived = 0
    while _archive_next(user_id):
        archived += 1
    return archived


@transaction.atomic
def _archive_next(user_id: UUID) -> bool:
    offer = (
        Offer.objects.select_for_update()
        .filter(seller_id=user_id, status__in=LEGS[OfferMove.ARCHIVE].sources)
        .order_by("created_at", "pk")
        .first()
    )
    if offer is None:
        return False
    move_offer(offer, OfferMove.ARCHIVE, reserved_by_id=None)
    publish(Message(MessageName.OFFER_ARCHIVED, {"offer_id": str(offer.pk)}))
    return True
