"""A reserved offer goes back on the market."""

from uuid import UUID

from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.problems import PermissionRefusedError
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import OfferMove
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.services.offer_rows import lock_offer, move_offer


def release_offer(
    *,
    requester: Requester,
    offer_id: UUID,
    version: int | None = None,
    idempotency_key: str | None = None,
) -> Offer:
    """Undo a reservation; the seller may, and the buyer who made it.

    Raise OfferNotFoundError, StaleVersionError, PermissionRefusedError or IllegalStatusMoveError.
    """
    user_id = requester.require_user()

    def work() -> Offer:
        offer = lock_offer(offer_id, requester=requester, seen_version=version)
        if user_id not in (offer.seller_id, offer.reserved_by_id):
            raise PermissionRefusedError("Only its seller or the buyer it is reserved for may release an offer.")
        move_offer(offer, OfferMove.RELEASE, reserved_by_id=None)
        return offer

    return run_once(
        requester=requester,
        operation="offers.release_offer",
        key=idempotency_key,
        fingerprint=fingerprint_of([offer_id, version]),
        work=work,
    )
