"""A seller changes what an offer says."""

from collections.abc import Sequence
from itertools import chain
from uuid import UUID

from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.problems import PermissionRefusedError
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.price_rules import price_change_faults
from marketplace.subgraphs.offers.domain.status import EDITABLE, OfferStatus
from marketplace.subgraphs.offers.errors import CategoryNotFoundError, OfferNotEditableError
from marketplace.subgraphs.offers.models import Category, Offer
from marketplace.subgraphs.offers.services.listing import ListingChanges, listing_of, refuse_any
from marketplace.subgraphs.offers.services.offer_rows import lock_offer, write_offer
from marketplace.subgraphs.offers.services.pictures import Picture, picture_faults, show_pictures


def update_offer(
    *,
    requester: Requester,
    offer_id: UUID,
    version: int,
    changes: ListingChanges,
    category_id: UUID | None = None,
    pictures: Sequence[Picture] | None = None,
    idempotency_key: str | None = None,
) -> Offer:
    """Change the requester's draft or published offer; what is None stays.

    Raise OfferNotFoundError, StaleVersionError, PermissionRefusedError, OfferNotEditableError,
    CategoryNotFoundError or InvalidOfferError (every fault at once).
    """
    requester.require_user()

    def work() -> Offer:
        offer = lock_offer(offer_id, requester=requester, seen_version=version)
        _require_editable_by(requester, offer)
        before = listing_of(offer)
        after = changes.applied_to(before)
        status = OfferStatus(offer.status)
        refuse_any(
            chain(
                after.faults(),
                price_change_faults(status, before=before.price, after=after.price),
                picture_faults(pictures or ()),
            )
        )
        if category_id is not None and not Category.objects.filter(pk=category_id).exists():
            raise CategoryNotFoundError(field="categoryId")
        write_offer(offer, category_id=category_id or offer.category_id, **after.columns())
        if pictures is not None:
            show_pictures(offer, pictures)
        return offer

    return run_once(
        requester=requester,
        operation="offers.update_offer",
        key=idempotency_key,
        fingerprint=fingerprint_of([offer_id, version, changes, category_id, pictures]),
        work=work,
    )


def _require_editable_by(requester: Requester, offer: Offer) -> None:
    if offer.seller_id != requester.user_id:
        raise PermissionRefusedError("Only its seller may edit an offer.")
    if OfferStatus(offer.status) not in EDITABLE:
        raise OfferNotEditableError(current=offer.status, editable=EDITABLE)
