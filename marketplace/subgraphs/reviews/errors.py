"""Refusals of the reviews services, one class per code; the texts are safe to show and say what to do.

ProblemError
|-- InvalidRatingError        INVALID_RATING       not a whole number of stars from 1 to 5
|-- TextRequiredError         TEXT_REQUIRED        blank where words are needed
|-- TextTooLongError          TEXT_TOO_LONG
|-- UnknownOfferError         UNKNOWN_OFFER        no message has told of this offer (yet)
|-- ClosedOfferError          CLOSED_OFFER         archived: takes no more reviews
|-- OwnOfferError             OWN_OFFER
|-- UnknownAuthorError        UNKNOWN_AUTHOR       no message has told the author's name (yet)
|-- DuplicateReviewError      DUPLICATE_REVIEW
|-- ReviewNotFoundError       REVIEW_NOT_FOUND     also for reviews the requester may not see
|-- OwnReviewError            OWN_REVIEW
|-- DuplicateReportError      DUPLICATE_REPORT
`-- IllegalModerationError    ILLEGAL_MODERATION   a decision without meaning in this status
"""

from enum import StrEnum

from marketplace.common.problems import ProblemError


class ProblemCode(StrEnum):
    """Every code a mutation of this subgraph may answer with, shared ones included."""

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


class InvalidRatingError(ProblemError):
    code = ProblemCode.INVALID_RATING

    def __init__(self, rating: int) -> None:
        super().__init__(f"A rating is a whole number from 1 to 5, not {rating}.", field="rating")


class TextRequiredError(ProblemError):
    code = ProblemCode.TEXT_REQUIRED

    def __init__(self, field: str) -> None:
        super().__init__(f"Write something as {field}: it may not be blank.", field=field)


class TextTooLongError(ProblemError):
    code = ProblemCode.TEXT_TOO_LONG

    def __init__(self, field: str, *, length: int, longest: int) -> None:
        super().__init__(f"The {field} has {length} characters; {longest} are the most.", field=field)


class UnknownOfferError(ProblemError):
    code = ProblemCode.UNKNOWN_OFFER

    def __init__(self) -> None:
        super().__init__(
            "There is no such offer to review. It may not be published yet; "
            "one published a moment ago can be reviewed within seconds.",
            field="offerId",
        )


class ClosedOfferError(ProblemError):
    code = ProblemCode.CLOSED_OFFER

    def __init__(self) -> None:
        super().__init__("This offer was archived and takes no more reviews.", field="offerId")


class OwnOfferError(ProblemError):
    code = ProblemCode.OWN_OFFER

    def __init__(self) -> None:
        super().__init__("Nobody reviews their own offer.", field="offerId")


class UnknownAuthorError(ProblemError):
    code = ProblemCode.UNKNOWN_AUTHOR

    def __init__(self) -> None:
        super().__init__("Your account is so new that reviews does not know your name yet. Try again in some seconds.")


class DuplicateReviewError(ProblemError):
    code = ProblemCode.DUPLICATE_REVIEW

    def __init__(self) -> None:
        super().__init__("You have reviewed this offer already. Edit that review instead.", field="offerId")


class ReviewNotFoundError(ProblemError):
    code = ProblemCode.REVIEW_NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is no such review, or it is not shown to you.", field="id")


class OwnReviewError(ProblemError):
    code = ProblemCode.OWN_REVIEW

    def __init__(self) -> None:
        super().__init__("Nobody reports or moderates their own review.", field="id")


class DuplicateReportError(ProblemError):
    code = ProblemCode.DUPLICATE_REPORT

    def __init__(self) -> None:
        super().__init__("You have reported this review already; moderators count each person once.", field="id")


class IllegalModerationError(ProblemError):
    code = ProblemCode.ILLEGAL_MODERATION

    def __init__(self, *, status: str, decision: str) -> None:
        super().__init__(f"The decision {decision} changes nothing: the review is {status}.", field="decision")
