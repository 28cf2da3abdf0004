"""Rows of the reviews subgraph. A review made here is carried into the running totals, as a service would do."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from marketplace.common.public_ids import new_key
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import RatingChange
from marketplace.subgraphs.reviews.models import AuthorName, Review, ReviewableOffer, ReviewReport
from marketplace.subgraphs.reviews.services.rating_totals import apply_rating_change


def make_author(*, author_id: UUID | None = None, display_name: str = "Ada Author") -> AuthorName:
    return AuthorName.objects.create(author_id=author_id or new_key(), display_name=display_name, profile_version=1)


def make_offer(*, seller_id: UUID | None = None, is_open: bool = True) -> ReviewableOffer:
    return ReviewableOffer.objects.create(offer_id=new_key(), seller_id=seller_id or new_key(), open=is_open)


def make_review(
    *,
    author: AuthorName | None = None,
    offer: ReviewableOffer | None = None,
    rating: int = 4,
    title: str = "Good",
    body: str = "It does what it should.",
    status: ModerationStatus = ModerationStatus.PUBLISHED,
) -> Review:
    with transaction.atomic():
        review = Review.objects.create(
            author=author or make_author(),
            offer=offer or make_offer(),
            rating=rating,
            title=title,
            body=body,
            status=status,
        )
        apply_rating_change(review.offer, RatingChange(before=None, after=review.counted_rating))
    return review


def make_report(review: Review) -> ReviewReport:
    return ReviewReport.objects.create(review=review, reporter_id=new_key(), reason="Not about the offer.")
