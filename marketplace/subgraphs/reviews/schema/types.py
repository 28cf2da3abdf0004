"""Values and enums of the reviews subgraph's schema, and how a refusal is told."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, Self

import strawberry
from strawberry.federation.schema_directives import ListSize

from marketplace.common.problems import Problem
from marketplace.common.schema.cache_hints import AS_ITS_OBJECT
from marketplace.subgraphs.reviews.domain.moderation import ModerationDecision, ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import RatingTally
from marketplace.subgraphs.reviews.errors import ProblemCode

strawberry.enum(ModerationStatus, description="PENDING and REJECTED reviews are seen by author and moderators only.")
strawberry.enum(ModerationDecision)
strawberry.enum(ProblemCode)


@strawberry.enum
class ReviewSort(StrEnum):
    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    HIGHEST_RATED = "HIGHEST_RATED"
    LOWEST_RATED = "LOWEST_RATED"


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


BUCKETS: Final = ListSize(assumed_size=5, slicing_arguments=strawberry.UNSET, sized_fields=strawberry.UNSET)


@strawberry.type(directives=[AS_ITS_OBJECT])
class RatingBucket:
    rating: int
    count: int


@strawberry.type(directives=[AS_ITS_OBJECT])
class RatingSummary:
    """Of published reviews only. `average` is null while there are none; `histogram` always has five buckets."""

    average: float | None
    count: int
    histogram: list[RatingBucket] = strawberry.field(directives=[BUCKETS])

    @classmethod
    def of(cls, tally: RatingTally) -> Self:
        return cls(
            average=tally.average,
            count=tally.count,
            histogram=[RatingBucket(rating=rating, count=count) for rating, count in tally.histogram.items()],
        )
