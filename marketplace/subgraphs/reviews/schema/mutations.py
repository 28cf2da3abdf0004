"""Entry points for writing: each reads ids, calls one service and tells its result or its problems."""

from collections.abc import Callable
from typing import Self

import strawberry

from marketplace.common.policies import AccessPolicy
from marketplace.common.problems import ProblemError
from marketplace.common.schema.access import only_if
from marketplace.common.schema.ids import key_of
from marketplace.subgraphs.reviews.domain.ids import OFFER_PREFIX, REVIEW_PREFIX
from marketplace.subgraphs.reviews.models import Review
from marketplace.subgraphs.reviews.schema.entities import Info, ReviewType
from marketplace.subgraphs.reviews.schema.inputs import (
    AddReviewInput,
    EditReviewInput,
    ModerateReviewInput,
    ReportReviewInput,
)
from marketplace.subgraphs.reviews.schema.types import ProblemType
from marketplace.subgraphs.reviews.selectors.visible_reviews import may_see
from marketplace.subgraphs.reviews.services.add_review import add_review
from marketplace.subgraphs.reviews.services.edit_review import edit_review
from marketplace.subgraphs.reviews.services.moderate_review import moderate_review
from marketplace.subgraphs.reviews.services.report_review import report_review


@strawberry.type
class ReviewPayload:
    """Either `problems` is empty, or nothing was written and `review` is null."""

    review: ReviewType | None
    problems: list[ProblemType]

    @classmethod
    def after(cls, info: Info, work: Callable[[], Review]) -> Self:
        """Do the work; afterwards reads of this request start afresh. A row that the work hid is not shown."""
        try:
            row = work()
        except ProblemError as refusal:
            return cls(review=None, problems=ProblemType.all_of(refusal.problems))
        info.context.loaders.forget()
        shown = may_see(info.context.requester, row)
        return cls(review=ReviewType.of(row) if shown else None, problems=[])


@strawberry.type
class AddReviewPayload(ReviewPayload):
    pass


@strawberry.type
class EditReviewPayload(ReviewPayload):
    pass


@strawberry.type
class ModerateReviewPayload(ReviewPayload):
    pass


@strawberry.type
class ReportReviewPayload(ReviewPayload):
    """`review` is null also when this very report withdrew it: others than author and moderators see it no more."""


@strawberry.type
class Mutation:
    @strawberry.mutation
    def add_review(self, info: Info, input: AddReviewInput) -> AddReviewPayload:
        """Published at once, unless it carries links or mail addresses: then PENDING until a moderator has read it."""
        return AddReviewPayload.after(
            info,
            lambda: add_review(
                requester=info.context.requester,
                offer_id=key_of(OFFER_PREFIX, input.offer_id, field="offerId"),
                rating=input.rating,
                title=input.title,
                body=input.body,
                idempotency_key=input.idempotency_key,
            ),
        )

    @strawberry.mutation
    def edit_review(self, info: Info, input: EditReviewInput) -> EditReviewPayload:
        """For the author. A review that was not published, or now carries links, waits for a moderator."""
        return EditReviewPayload.after(
            info,
            lambda: edit_review(
                requester=info.context.requester,
                review_id=key_of(REVIEW_PREFIX, input.id),
                version=input.version,
                rating=input.rating,
                title=input.title,
                body=input.body,
                idempotency_key=input.idempotency_key,
            ),
        )

    @strawberry.mutation(directives=[only_if(AccessPolicy.MODERATE_REVIEW)])
    def moderate_review(self, info: Info, input: ModerateReviewInput) -> ModerateReviewPayload | None:
        """For moderators and administrators. Null for others."""
        return ModerateReviewPayload.after(
            info,
            lambda: moderate_review(
                requester=info.context.requester,
                review_id=key_of(REVIEW_PREFIX, input.id),
                version=input.version,
                decision=input.decision,
                reason=input.reason,
                idempotency_key=input.idempotency_key,
            ),
        )

    @strawberry.mutation
    def report_review(self, info: Info, input: ReportReviewInput) -> ReportReviewPayload:
        """Three open reports by distinct people withdraw a published review until a moderator decides."""
        return ReportReviewPayload.after(
            info,
            lambda: report_review(
                requester=info.context.requester,
                review_id=key_of(REVIEW_PREFIX, input.id),
                reason=input.reason,
                idempotency_key=input.idempotency_key,
            ),
        )
