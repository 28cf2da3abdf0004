"""Values and enums of the reviews subgraph's schema, and how a refusal is told."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

import strawberry

from marketplace.common.problems import Problem
from marketplace.subgraphs.reviews.domain.moderation import ModerationDecision, ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import RatingTally

strawberry.enum(ModerationStatus, description="PENDING and REJECTED reviews are seen by author and moderators only.")
strawberry.enum(ModerationDecision)


@strawberry.enum
class ReviewSort(StrEnum):
    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    HIGHEST_RATED = "HIGHEST_RATED"
    LOWEST_RATED = "LOWEST_RATED"


@strawberry.enum
class ProblemCode(StrEnum):
    CLOSED_OFFER = "CLOSED_OFFER"
    DUPLICATE_REPORT = "DUPLICATE_REPORT"
    DUPLICATE_REVIEW = "DUPLICATE_REVIEW"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    ILLEGAL_MODERATION = "ILLEGAL_MODERATION"
    INVALID_IDEMPOTENCY_KEY = "INVALID_IDEMPOTENCY_KEY"
    INVALID_RATING = "INVALID_RATING"
    MALFORMED_ID = "MALFORMED_ID"
    OWN_OFFER = "OWN_OFFER"
    OWN_REVIEW = "OWN_REVIEW"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    REVIEW_NOT_FOUND = "REVIEW_NOT_FOUND"
    STALE_VERSION = "STALE_VERSION"
    TEXT_REQUIRED = "TEXT_REQUIRED"
    TEXT_TOO_LONG = "TEXT_TOO_LONG"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    UNKNOWN_AUTHOR = "UNKNOWN_AUTHOR"
    UNKNOWN_OFFER = "UNKNOWN_OFFER"


@strawberry.federation.type(name="Problem", shareable=True)
class ProblemType:
    """Why something was refused: `code` for programs, `message` for people, `field` of the input at fault."""

    code: ProblemCode
    field: str | None
    message: str

    @classmethod
    def all_of(cls, problems: Iterable[Problem]) -> list[Self]:
        return [
            cls(code=ProblemCode(problem.code), field=problem.field, message=problem.message) for problem in problems
        ]


@strawberry.type
class RatingBucket:
    rating: int
    count: int


@strawberry.type
class RatingSummary:
    """Of published reviews only. `average` is null while there are none; `histogram` always has five buckets."""

    average: float | None
    count: int
    histogram: list[RatingBucket]

    @classmethod
    def of(cls, tally: RatingTally) -> Self:
        return cls(
            average=tally.average,
            count=tally.count,
            histogram=[RatingBucket(rating=rating, count=count) for rating, count in tally.histogram.items()],
        )
