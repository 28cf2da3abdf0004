"""A user drafts an offer."""

from collections.abc import Sequence
from itertools import chain
from uuid import UUID

from marketplace.common.business_events import BusinessEvent, count_after_commit
from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.errors import CategoryNotFoundError
from marketplace.subgraphs.offers.models import Category, Offer
from marketplace.subgraphs.offers.services.kept_answers import forget_offer
from marketplace.subgraphs.offers.services.listing import Listing, refuse_any
from marketplace.subgraphs.offers.services.pictures import Picture, picture_faults, show_pictures


def create_offer(
    *,
    requester: Requester,
    category_id: UUID,
    listing: Listing,
    pictures: Sequence[Picture] = (),
    idempotency_key: str | None = None,
) -> Offer:
    """Store a draft of the requester.

    Raise AuthenticationRequiredError, InvalidOfferError (every fault at once) or
    CategoryNotFoundError.
    """
    seller_id = requester.require_user()
    refuse_any(chain(listing.faults(), picture_faults(pictures)))

    def work() -> Offer:
        if not Category.objects.filter(pk=category_id).exists():
            raise CategoryNotFoundError(field="categoryId")
        offer = Offer.objects.create(
            seller_id=seller_id,
            category_id=category_id,
            status=OfferStatus.DRAFT,
            **listing.columns(),
        )
        show_pictures(offer, pictures)
        forget_offer(offer.pk)
        count_after_commit(BusinessEvent.OFFER_DRAFTED)
        return offer

    return run_once(
        requester=requester,
        operation="offers.create_offer",
        key=idempotency_key,
        fingerprint=fingerprint_of([category_id, listing, list(pictures)]),
        work=work,
    )
