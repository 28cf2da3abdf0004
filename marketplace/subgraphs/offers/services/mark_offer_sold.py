"""A seller hands a reserved offer to its buyer."""

from uuid import UUID

from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.problems import PermissionRefusedError
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import OfferMove
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.services.offer_rows import lock_offer, move_offer


def mark_offer_sold(
    *,
    requester: Requester,
    offer_id: UUID,
    version: int | None = None,
    idempotency_key: str | None = None,
) -> Offer:
    """Close the requester's reserved offer for good; it stays readable as history.

    Raise OfferNotFoundError, StaleVersionError, PermissionRefusedError or IllegalStatusMoveError.
    """
    requester.require_user()

    def work() -> Offer:
        offer = lock_offer(offer_id, requester=requester, seen_version=version)
        if offer.seller_id != requester.user_id:
            raise PermissionRefusedError("Only its seller may mark an offer as sold.")
        move_offer(offer, OfferMove.MARK_SOLD)
        return offer

    return run_once(
        requester=requester,
        operation="offers.mark_offer_sold",
        key=idempotency_key,
        fingerprint=fingerprint_of([offer_id, version]),
        work=work,
    )
