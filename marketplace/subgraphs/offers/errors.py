"""Refusals of the offers subgraph; the shared ones are in `marketplace.common.problems`.

ProblemError
|-- OfferNotFoundError       OFFER_NOT_FOUND      no such offer, or a draft of someone else
|-- CategoryNotFoundError    CATEGORY_NOT_FOUND
|-- InvalidOfferError        INVALID_OFFER        a field breaks a rule of `domain`
|-- InvalidCategoryError     INVALID_CATEGORY     the tree would grow too deep, or the slug is taken
|-- InvalidOfferFilterError  INVALID_OFFER_FILTER a search that has no meaning
|-- IllegalStatusMoveError   ILLEGAL_STATUS_MOVE  the offer's life does not go that way
|-- OfferNotEditableError    OFFER_NOT_EDITABLE   reserved, sold or archived
`-- OwnOfferError            OWN_OFFER            sellers do not reserve from themselves
"""

from collections.abc import Sequence
from enum import StrEnum

from marketplace.common.problems import ProblemError


class ProblemCode(StrEnum):
    """Every code a mutation of this subgraph answers with."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    MALFORMED_ID = "MALFORMED_ID"
    STALE_VERSION = "STALE_VERSION"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    INVALID_IDEMPOTENCY_KEY = "INVALID_IDEMPOTENCY_KEY"
    INVALID_COORDINATES = "INVALID_COORDINATES"
    OFFER_NOT_FOUND = "OFFER_NOT_FOUND"
    CATEGORY_NOT_FOUND = "CATEGORY_NOT_FOUND"
    INVALID_OFFER = "INVALID_OFFER"
    ILLEGAL_STATUS_MOVE = "ILLEGAL_STATUS_MOVE"
    OFFER_NOT_EDITABLE = "OFFER_NOT_EDITABLE"
    OWN_OFFER = "OWN_OFFER"


class OfferNotFoundError(ProblemError):
    code = ProblemCode.OFFER_NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is no such offer, or it is a draft of someone else.", field="id")


class CategoryNotFoundError(ProblemError):
    code = ProblemCode.CATEGORY_NOT_FOUND

    def __init__(self, *, field: str) -> None:
        super().__init__("There is no such category; `categories` lists the ones there are.", field=field)


class InvalidOfferError(ProblemError):
    code = ProblemCode.INVALID_OFFER


class InvalidCategoryError(ProblemError):
    code = "INVALID_CATEGORY"


class InvalidOfferFilterError(ProblemError):
    code = "INVALID_OFFER_FILTER"


class IllegalStatusMoveError(ProblemError):
    """Names the current status and every move allowed from it."""

    code = ProblemCode.ILLEGAL_STATUS_MOVE

    def __init__(self, *, move: str, current: str, allowed: Sequence[str]) -> None:
        self.move = move
        self.current = current
        self.allowed = tuple(allowed)
        super().__init__(
            f"{move} is not possible while the offer is {current}; "
            f"allowed from here: {', '.join(allowed) or 'nothing, for this status is final'}.",
            field="status",
        )


class OfferNotEditableError(ProblemError):
    code = ProblemCode.OFFER_NOT_EDITABLE

    def __init__(self, *, current: str, editable: Sequence[str]) -> None:
        super().__init__(
            f"The offer is {current}; only one that is {' or '.join(editable)} can be edited.",
            field="status",
        )


class OwnOfferError(ProblemError):
    code = ProblemCode.OWN_OFFER

    def __init__(self) -> None:
        super().__init__("This offer is your own; only someone else can reserve it.", field="id")
