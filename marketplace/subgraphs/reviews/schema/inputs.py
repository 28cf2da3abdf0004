"""What clients send. With an idempotency key, the same input again gives the first result again."""

import strawberry

from marketplace.subgraphs.reviews.domain.moderation import ModerationDecision, ModerationStatus


@strawberry.input
class AddReviewInput:
    offer_id: strawberry.ID
    rating: int
    title: str
    body: str
    idempotency_key: str | None = None


@strawberry.input
class EditReviewInput:
    """What is left out or null stays as it is. `version` is the one read before editing."""

    id: strawberry.ID
    version: int
    rating: int | None = None
    title: str | None = None
    body: str | None = None
    idempotency_key: str | None = None


@strawberry.input
class ModerateReviewInput:
    """`version` is the one the moderator read: words changed since are not decided about unseen."""

    id: strawberry.ID
    version: int
    decision: ModerationDecision
    reason: str
    idempotency_key: str | None = None


@strawberry.input
class ReportReviewInput:
    id: strawberry.ID
    reason: str
    idempotency_key: str | None = None


@strawberry.input
class ReviewFilter:
    """All that are given must hold."""

    offer_id: strawberry.ID | None = None
    author_id: strawberry.ID | None = None
    status: ModerationStatus | None = None
    rating: int | None = None
