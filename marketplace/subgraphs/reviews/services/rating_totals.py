"""The last step of every change to a review: carry it into the running totals."""

from typing import TypeVar
from uuid import UUID

from django.db.models import F

from marketplace.subgraphs.reviews.domain.ratings import RatingChange
from marketplace.subgraphs.reviews.models import OfferRating, ReviewableOffer, SellerRating
from marketplace.subgraphs.reviews.services.kept_answers import forget_ratings

Totals = TypeVar("Totals", OfferRating, SellerRating)


def apply_rating_change(offer: ReviewableOffer, change: RatingChange) -> None:
    """Add a change to the totals of an offer and of its seller, in the transaction that changed the review.

    Each UPDATE adds to the stored value under the row's own lock, so concurrent writers lose nothing.
    """
    if offer.seller_id is None:
        msg = f"offer {offer.pk} has a review but no seller"
        raise ValueError(msg)
    deltas = change.deltas()
    if deltas:
        _add(OfferRating, offer.offer_id, deltas)
        _add(SellerRating, offer.seller_id, deltas)
        forget_ratings(offer.offer_id, offer.seller_id)


def _add(totals: type[Totals], key: UUID, deltas: dict[str, int]) -> None:
    row = totals.objects.filter(pk=key)
    amounts = {field: F(field) + delta for field, delta in deltas.items()}
    if not row.update(**amounts):
        totals.objects.bulk_create([totals(pk=key)], ignore_conflicts=True)
        row.update(**amounts)
