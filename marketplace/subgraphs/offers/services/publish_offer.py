"""A seller puts a draft on the market."""

from uuid import UUID

from django.utils import timezone

from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.messages import Message, MessageName, publish
from marketplace.common.problems import PermissionRefusedError
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import OfferMove
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.services.offer_rows import lock_offer, move_offer


def publish_offer(
    *,
    requester: Requester,
    offer_id: UUID,
    version: int | None = None,
    idempotency_key: str | None = None,
) -> Offer:
    """Publish the requester's draft and tell the other subgraphs.

    Raise OfferNotFoundError, StaleVersionError, PermissionRefusedError or IllegalStatusMoveError.
    """
    requester.require_user()

    def work() -> Offer:
        offer = lock_offer(offer_id, requester=requester, seen_version=version)
        if offer.seller_id != requester.user_id:
            raise PermissionRefusedError("Only its seller may publish an offer.")
        move_offer(offer, OfferMove.PUBLISH, published_at=timezone.now())
        publish(
            Message(
                MessageName.OFFER_PUBLISHED,
                {"offer_id": str(offer.pk), "seller_id": str(offer.seller_id)},
            )
        )
        return offer

    return run_once(
        requester=requester,
        operation="offers.publish_offer",
        key=idempotency_key,
        fingerprint=fingerprint_of([offer_id, version]),
        work=work,
    )
