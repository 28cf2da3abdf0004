"""A buyer asks the seller to keep an offer for them."""

from uuid import UUID

from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import OfferMove
from marketplace.subgraphs.offers.errors import OwnOfferError
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.services.offer_rows import lock_offer, move_offer


def reserve_offer(
    *,
    requester: Requester,
    offer_id: UUID,
    version: int | None = None,
    idempotency_key: str | None = None,
) -> Offer:
    """Reserve a published offer for the requester, whole: its quantity is not divided.

    Of several who reserve at the same time exactly one succeeds. Raise OfferNotFoundError,
    StaleVersionError, OwnOfferError or IllegalStatusMoveError.
    """
    buyer_id = requester.require_user()

    def work() -> Offer:
        offer = lock_offer(offer_id, requester=requester, seen_version=version)
        if offer.seller_id == buyer_id:
            raise OwnOfferError
        move_offer(offer, OfferMove.RESERVE, reserved_by_id=buyer_id)
        return offer

    return run_once(
        requester=requester,
        operation="offers.reserve_offer",
        key=idempotency_key,
        fingerprint=fingerprint_of([offer_id, version]),
        work=work,
    )
