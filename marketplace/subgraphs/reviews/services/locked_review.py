"""The first step of every change to a review: take its lock, and see what the requester saw."""

from collections.abc import Collection
from uuid import UUID

from marketplace.common.problems import StaleVersionError
from marketplace.common.requester import Requester
from marketplace.subgraphs.reviews.errors import ReviewNotFoundError
from marketplace.subgraphs.reviews.models import Review
from marketplace.subgraphs.reviews.selectors.visible_reviews import visible_reviews
from marketplace.subgraphs.reviews.services.kept_answers import forget_review


def lock_review(*, requester: Requester, review_id: UUID) -> Review:
    """Lock a review until the transaction ends; its offer comes along unlocked.

    Locks are always taken in the order review, offer rating, seller rating, so writers never wait in a circle.
    Raises ReviewNotFoundError also for a review the requester may not see.
    """
    rows = visible_reviews(requester).select_related("offer").select_for_update(of=("self",))
    review = rows.filter(pk=review_id).first()
    if review is None:
        raise ReviewNotFoundError
    return review


def require_version(review: Review, seen: int) -> None:
    if review.version != seen:
        raise StaleVersionError(seen=seen, current=review.version)


def save_next_version(review: Review, changed: Collection[str]) -> None:
    """Write the changed fields of a locked review under the next version number."""
    review.version += 1
    review.save(update_fields=[*changed, "version", "updated_at"])
    forget_review(review.pk)
