"""A moderator decides whether a review is shown."""

from uuid import UUID

from django.utils import timezone

from marketplace.common.business_events import BusinessEvent, count_after_commit
from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.reviews.domain.drafts import checked_reason
from marketplace.subgraphs.reviews.domain.moderation import (
    ModerationDecision,
    ModerationStatus,
    status_when_moderated,
)
from marketplace.subgraphs.reviews.domain.ratings import RatingChange
from marketplace.subgraphs.reviews.errors import IllegalModerationError, OwnReviewError
from marketplace.subgraphs.reviews.models import Review
from marketplace.subgraphs.reviews.services.locked_review import lock_review, require_version, save_next_version
from marketplace.subgraphs.reviews.services.publication import PublicationPath, note_publication
from marketplace.subgraphs.reviews.services.rating_totals import apply_rating_change


def moderate_review(
    *,
    requester: Requester,
    review_id: UUID,
    version: int,
    decision: ModerationDecision,
    reason: str,
    idempotency_key: str | None = None,
) -> Review:
    """Approve or reject a review with a reason, and settle the reports against it.

    `version` is the one the moderator read: a review edited meanwhile raises StaleVersionError, so nobody approves
    words unseen. Nobody decides about their own review.
    """
    moderator_id = requester.require_role(Role.MODERATOR, Role.ADMINISTRATOR)
    stated_reason = checked_reason(reason)

    def write() -> Review:
        review = lock_review(requester=requester, review_id=review_id)
        if review.author_id == moderator_id:
            raise OwnReviewError
        require_version(review, version)
        status = status_when_moderated(review.moderation_status, decision)
        if status is None:
            raise IllegalModerationError(status=review.status, decision=decision)
        before, changed_at = review.counted_rating, review.updated_at
        was_pending = review.moderation_status is ModerationStatus.PENDING
        review.status = status
        review.moderated_by, review.moderated_at = moderator_id, timezone.now()
        review.moderation_reason = stated_reason
        save_next_version(review, ["status", "moderated_by", "moderated_at", "moderation_reason"])
        review.reports.filter(open=True).update(open=False)
        apply_rating_change(review.offer, RatingChange(before=before, after=review.counted_rating))
        if status is ModerationStatus.REJECTED:
            count_after_commit(BusinessEvent.REVIEW_REJECTED)
        elif was_pending:
            note_publication(changed_at, PublicationPath.MODERATED)
        else:
            count_after_commit(BusinessEvent.REVIEW_PUBLISHED)
        return review

    return run_once(
        requester=requester,
        operation="reviews.moderate_review",
        key=idempotency_key,
        fingerprint=fingerprint_of([review_id, version, decision, stated_reason]),
        work=write,
    )
