"""An author reviews an offer."""

from dataclasses import asdict
from uuid import UUID

from marketplace.common.business_events import BusinessEvent, count_after_commit
from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.requester import Requester
from marketplace.subgraphs.reviews.domain.drafts import ReviewDraft
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus, status_when_submitted
from marketplace.subgraphs.reviews.domain.ratings import RatingChange
from marketplace.subgraphs.reviews.errors import (
    ClosedOfferError,
    DuplicateReviewError,
    OwnOfferError,
    UnknownAuthorError,
    UnknownOfferError,
)
from marketplace.subgraphs.reviews.models import AuthorName, Review, ReviewableOffer
from marketplace.subgraphs.reviews.services.kept_answers import forget_review
from marketplace.subgraphs.reviews.services.publication import PublicationPath, note_publication
from marketplace.subgraphs.reviews.services.rating_totals import apply_rating_change


def add_review(
    *,
    requester: Requester,
    offer_id: UUID,
    rating: int,
    title: str,
    body: str,
    idempotency_key: str | None = None,
) -> Review:
    """Write a review, published at once or held for a moderator (see `status_when_submitted`).

    Of concurrent reviews by one author of one offer the unique constraint lets one through; the others raise
    DuplicateReviewError.
    """
    author_id = requester.require_user()
    draft = ReviewDraft.checked(rating=rating, title=title, body=body)

    def write() -> Review:
        offer = _open_offer_of_another(offer_id, author_id)
        if not AuthorName.objects.filter(pk=author_id).exists():
            raise UnknownAuthorError
        status = status_when_submitted(title=draft.title, body=draft.body)
        review, is_new = Review.objects.get_or_create(
            author_id=author_id, offer=offer, defaults={**asdict(draft), "status": status}
        )
        if not is_new:
            raise DuplicateReviewError
        forget_review(review.pk)
        apply_rating_change(offer, RatingChange(before=None, after=review.counted_rating))
        count_after_commit(BusinessEvent.REVIEW_SUBMITTED)
        if status is ModerationStatus.PUBLISHED:
            note_publication(review.created_at, PublicationPath.AUTOMATIC)
        else:
            count_after_commit(BusinessEvent.REVIEW_HELD)
        return review

    return run_once(
        requester=requester,
        operation="reviews.add_review",
        key=idempotency_key,
        fingerprint=fingerprint_of({"offer": offer_id, **asdict(draft)}),
        work=write,
    )


def _open_offer_of_another(offer_id: UUID, author_id: UUID) -> ReviewableOffer:
    offer = ReviewableOffer.objects.filter(pk=offer_id).first()
    if offer is None:
        raise UnknownOfferError
    if offer.seller_id == author_id:
        raise OwnOfferError
    if not offer.open:
        raise ClosedOfferError
    return offer
