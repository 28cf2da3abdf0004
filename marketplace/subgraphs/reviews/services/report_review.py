"""Somebody objects to a review."""

from uuid import UUID

from marketplace.common.business_events import BusinessEvent, count_after_commit
from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.requester import Requester
from marketplace.subgraphs.reviews.domain.drafts import checked_reason
from marketplace.subgraphs.reviews.domain.moderation import status_when_reported
from marketplace.subgraphs.reviews.domain.ratings import RatingChange
from marketplace.subgraphs.reviews.errors import DuplicateReportError, OwnReviewError
from marketplace.subgraphs.reviews.models import Review, ReviewReport
from marketplace.subgraphs.reviews.services.locked_review import lock_review, save_next_version
from marketplace.subgraphs.reviews.services.rating_totals import apply_rating_change


def report_review(*, requester: Requester, review_id: UUID, reason: str, idempotency_key: str | None = None) -> Review:
    """Record a report, once per person; enough open ones withdraw a published review (see `status_when_reported`).

    Reports are counted under the review's lock, so of several at once exactly one is the last that was needed.
    """
    reporter_id = requester.require_user()
    stated_reason = checked_reason(reason)

    def write() -> Review:
        review = lock_review(requester=requester, review_id=review_id)
        if review.author_id == reporter_id:
            raise OwnReviewError
        _, is_new = ReviewReport.objects.get_or_create(
            review=review, reporter_id=reporter_id, defaults={"reason": stated_reason}
        )
        if not is_new:
            raise DuplicateReportError
        count_after_commit(BusinessEvent.REVIEW_REPORTED)
        before = review.counted_rating
        open_reports = review.reports.filter(open=True).count()
        status = status_when_reported(review.moderation_status, open_reports=open_reports)
        if status != review.status:
            review.status = status
            save_next_version(review, ["status"])
            count_after_commit(BusinessEvent.REVIEW_HELD)
            apply_rating_change(review.offer, RatingChange(before=before, after=review.counted_rating))
        return review

    return run_once(
        requester=requester,
        operation="reviews.report_review",
        key=idempotency_key,
        fingerprint=fingerprint_of([review_id, stated_reason]),
        work=write,
    )
