"""An offer leaves the market unsold."""

from uuid import UUID

from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.messages import Message, MessageName, publish
from marketplace.common.problems import PermissionRefusedError
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import OfferMove
from marketplace.subgraphs.offers.models import Offer
from marketplace.subgraphs.offers.selectors.visible_offers import STAFF
from marketplace.subgraphs.offers.services.offer_rows import lock_offer, move_offer


def archive_offer(
    *,
    requester: Requester,
    offer_id: UUID,
    version: int | None = None,
    idempotency_key: str | None = None,
) -> Offer:
    """Archive an offer and tell the other subgraphs; its seller and staff may.

    A reservation ends with it. Raise OfferNotFoundError, StaleVersionError,
    PermissionRefusedError or IllegalStatusMoveError.
    """
    requester.require_user()

    def work() -> Offer:
        offer = lock_offer(offer_id, requester=requester, seen_version=version)
        if offer.seller_id != requester.user_id and not requester.has_role(*STAFF):
            raise PermissionRefusedError("Only its seller and staff may archive an offer.")
        move_offer(offer, OfferMove.ARCHIVE, reserved_by_id=None)
        publish(Message(MessageName.OFFER_ARCHIVED, {"offer_id": str(offer.pk)}))
        return offer

    return run_once(
        requester=requester,
        operation="offers.archive_offer",
        key=idempotency_key,
        fingerprint=fingerprint_of([offer_id, version]),
        work=work,
    )
