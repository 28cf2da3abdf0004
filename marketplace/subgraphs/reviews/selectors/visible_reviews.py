"""Who sees which review: the one rule that every read goes through."""

from django.db.models import Q, QuerySet

from marketplace.common.requester import Requester, Role
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.models import Review


def sees_everything(requester: Requester) -> bool:
    return requester.has_role(Role.MODERATOR, Role.ADMINISTRATOR)


def visible_reviews(requester: Requester) -> QuerySet[Review]:
    """Published reviews for all, an author's own in any status, and everything for moderators."""
    if sees_everything(requester):
        return Review.objects.all()
    visible = Q(status=ModerationStatus.PUBLISHED)
    if requester.user_id is not None:
        visible |= Q(author_id=requester.user_id)
    return Review.objects.filter(visible)


def may_see(requester: Requester, review: Review) -> bool:
    """The same rule for a row in hand."""
    return (
        review.moderation_status is ModerationStatus.PUBLISHED
        or review.author_id == requester.user_id
        or sees_everything(requester)
    )
