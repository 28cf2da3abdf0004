"""Learn of an archived offer."""

from uuid import UUID

from django.db import transaction

from marketplace.subgraphs.reviews.models import ReviewableOffer


@transaction.atomic
def close_reviewable_offer(*, offer_id: UUID) -> None:
    """Close an offer for good, even one not heard of yet; its reviews stay."""
    offer = ReviewableOffer(offer_id=offer_id, seller_id=None, open=False)
    ReviewableOffer.objects.bulk_create([offer], ignore_conflicts=True)
    ReviewableOffer.objects.filter(pk=offer_id, open=True).update(open=False)
