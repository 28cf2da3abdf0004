"""Running totals, and the same counted afresh from the reviews they stand for."""

from collections import defaultdict
from collections.abc import Collection
from typing import Literal
from uuid import UUID

from django.db.models import Count

from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import RatingTally
from marketplace.subgraphs.reviews.models import OfferRating, Review, SellerRating

Subject = Literal["offer", "seller"]

_KEY_OF_REVIEW: dict[Subject, str] = {"offer": "offer_id", "seller": "offer__seller_id"}
_TOTALS: dict[Subject, type[OfferRating | SellerRating]] = {"offer": OfferRating, "seller": SellerRating}


def ratings_of(subject: Subject, keys: Collection[UUID]) -> dict[UUID, RatingTally]:
    """Running totals by key; whoever has no published review is absent."""
    return {row.pk: row.tally for row in _TOTALS[subject].objects.filter(pk__in=keys)}


def count_ratings(subject: Subject, keys: Collection[UUID]) -> dict[UUID, RatingTally]:
    """Tallies counted from the published reviews: what `ratings_of` must equal."""
    key = _KEY_OF_REVIEW[subject]
    rows = (
        Review.objects.filter(status=ModerationStatus.PUBLISHED, **{f"{key}__in": keys})
        .order_by()
        .values_list(key, "rating")
        .annotate(reviews=Count("id"))
    )
    histograms: defaultdict[UUID, dict[int, int]] = defaultdict(dict)
    for subject_key, rating, reviews in rows:
        histograms[subject_key][rating] = reviews
    return {subject_key: RatingTally.from_histogram(histogram) for subject_key, histogram in histograms.items()}
