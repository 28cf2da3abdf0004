"""An author changes a review."""

from dataclasses import asdict
from uuid import UUID

from django.utils import timezone

from marketplace.common.business_events import BusinessEvent, count_after_commit
from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.problems import PermissionRefusedError
from marketplace.common.requester import Requester
from marketplace.subgraphs.reviews.domain.drafts import ReviewDraft
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus, status_when_edited
from marketplace.subgraphs.reviews.domain.ratings import RatingChange
from marketplace.subgraphs.reviews.models import Review
from marketplace.subgraphs.reviews.services.locked_review import lock_review, require_version, save_next_version
from marketplace.subgraphs.reviews.services.rating_totals import apply_rating_change


def edit_review(
    *,
    requester: Requester,
    review_id: UUID,
    version: int,
    rating: int | None = None,
    title: str | None = None,
    body: str | None = None,
    idempotency_key: str | None = None,
) -> Review:
    """Change what is given and keep the rest; the edit may send the review to a moderator (see `status_when_edited`).

    Raises StaleVersionError when `version` is not the one stored.
    """
    author_id = requester.require_user()

    def write() -> Review:
        review = lock_review(requester=requester, review_id=review_id)
        if review.author_id != author_id:
            msg = "Only its author edits a review."
            raise PermissionRefusedError(msg, field="id")
        require_version(review, version)
        draft = ReviewDraft.checked(
            rating=review.rating if rating is None else rating,
            title=review.title if title is None else title,
            body=review.body if body is None else body,
        )
        before, status = review.counted_rating, review.moderation_status
        review.rating, review.title, review.body = draft.rating, draft.title, draft.body
        review.status = status_when_edited(status, title=draft.title, body=draft.body)
        review.edited_at = timezone.now()
        save_next_version(review, [*asdict(draft), "status", "edited_at"])
        apply_rating_change(review.offer, RatingChange(before=before, after=review.counted_rating))
        if status is not ModerationStatus.PENDING and review.moderation_status is ModerationStatus.PENDING:
            count_after_commit(BusinessEvent.REVIEW_HELD)
        return review

    return run_once(
        requester=requester,
        operation="reviews.edit_review",
        key=idempotency_key,
        fingerprint=fingerprint_of([review_id, version, rating, title, body]),
        work=write,
    )
