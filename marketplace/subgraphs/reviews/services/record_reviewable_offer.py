"""Learn of a published offer."""

from uuid import UUID

from django.db import transaction

from marketplace.subgraphs.reviews.models import ReviewableOffer


@transaction.atomic
def record_reviewable_offer(*, offer_id: UUID, seller_id: UUID) -> None:
    """Open an offer for reviews, unless it was closed before this message came: then only its seller is noted."""
    offer = ReviewableOffer(offer_id=offer_id, seller_id=seller_id, open=True)
    ReviewableOffer.objects.bulk_create([offer], ignore_conflicts=True)
    ReviewableOffer.objects.filter(pk=offer_id, seller_id=None).update(seller_id=seller_id)
