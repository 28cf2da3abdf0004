"""What an author submits, checked: a ReviewDraft in hand is one that may be stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from marketplace.common.problems import ProblemError
from marketplace.subgraphs.reviews.domain.ratings import RATINGS
from marketplace.subgraphs.reviews.errors import InvalidRatingError, TextRequiredError, TextTooLongError

MAX_TITLE: Final = 120
MAX_BODY: Final = 5_000
MAX_REASON: Final = 500
"""Lengths are in characters, counted after trimming."""


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """A rating from 1 to 5 with a trimmed title and body that are neither blank nor too long."""

    rating: int
    title: str
    body: str

    @classmethod
    def checked(cls, *, rating: int, title: str, body: str) -> Self:
        """Make a draft, or raise one ProblemError that tells everything wrong with it."""
        draft = cls(rating=rating, title=title.strip(), body=body.strip())
        if refusals := list(draft._refusals()):
            raise ProblemError.of(refusals)
        return draft

    def _refusals(self) -> Iterator[ProblemError]:
        if self.rating not in RATINGS:
            yield InvalidRatingError(self.rating)
        yield from _refusals_of_text("title", self.title, MAX_TITLE)
        yield from _refusals_of_text("body", self.body, MAX_BODY)


def checked_reason(reason: str) -> str:
    """Trim a moderator's or reporter's reason; raise ProblemError when it is blank or too long."""
    trimmed = reason.strip()
    for refusal in _refusals_of_text("reason", trimmed, MAX_REASON):
        raise refusal
    return trimmed


def _refusals_of_text(field: str, text: str, longest: int) -> Iterator[ProblemError]:
    if not text:
        yield TextRequiredError(field)
    elif len(text) > longest:
        yield TextTooLongError(field, length=len(text), longest=longest)
