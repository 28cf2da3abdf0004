"""Refusals of services, told to clients as typed problems.

    ProblemError                    a service refused; nothing was written
    |-- StaleVersionError           STALE_VERSION      the edit was made on an older version
    |-- PermissionRefusedError      PERMISSION_DENIED  this requester may not do it
    |-- AuthenticationRequiredError UNAUTHENTICATED    nobody is signed in, or somebody deactivated
    |-- MalformedIdError            MALFORMED_ID       an id is not an id of that kind
    |-- CoordinatesRefusedError     INVALID_COORDINATES
    |-- InvalidPageError            INVALID_PAGE       first/last/after/before do not make a page
    |-- IdempotencyKeyReusedError   IDEMPOTENCY_KEY_REUSED
    |-- InvalidIdempotencyKeyError  INVALID_IDEMPOTENCY_KEY
    `-- one class per code in each subgraph's errors.py

The text of a problem is always safe to show to the client.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was refused.

    `code` is stable and for programs, `message` is for people and says what to do, `field` is the name of the
    input field at fault as clients write it (camelCase), or None when no single field is.
    """

    code: str
    field: str | None
    message: str


class ProblemError(Exception):
    """A refusal. A subclass sets `code`; several refusals are told together by `ProblemError.of`."""

    code: ClassVar[str] = "REFUSED"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.problems: tuple[Problem, ...] = (Problem(self.code, field, message),)

    @staticmethod
    def of(refusals: Iterable["ProblemError"]) -> "ProblemError":
        """Join refusals, at least one, into one error that carries the problems of all of them in order."""
        collected = tuple(refusals)
        joined = ProblemError("; ".join(str(refusal) for refusal in collected))
        joined.problems = tuple(problem for refusal in collected for problem in refusal.problems)
        return joined


class CollectedRefusals:
    """Lets several checks refuse, so that a client learns all that is wrong at once."""

    def __init__(self) -> None:
        self._refusals: list[ProblemError] = []

    @contextmanager
    def part(self) -> Iterator[None]:
        """Keep a refusal raised in the block and go on after it."""
        try:
            yield
        except ProblemError as refusal:
            self._refusals.append(refusal)

    def raise_any(self) -> None:
        if self._refusals:
            raise ProblemError.of(self._refusals)


class StaleVersionError(ProblemError):
    code = "STALE_VERSION"

    def __init__(self, *, seen: int, current: int) -> None:
        self.seen = seen
        self.current = current
        super().__init__(
            f"This was changed by someone else: you edited version {seen}, the current version is {current}. "
            "Read it again and repeat your edit.",
            field="version",
        )


class PermissionRefusedError(ProblemError):
    code = "PERMISSION_DENIED"


class AuthenticationRequiredError(ProblemError):
    code = "UNAUTHENTICATED"

    def __init__(
        self, message: str = "Sign in first: send a valid access token as `Authorization: Bearer <token>`."
    ) -> None:
        super().__init__(message)


class MalformedIdError(ProblemError):
    code = "MALFORMED_ID"


class CoordinatesRefusedError(ProblemError):
    code = "INVALID_COORDINATES"


class InvalidPageError(ProblemError):
    code = "INVALID_PAGE"


class IdempotencyKeyReusedError(ProblemError):
    code = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self) -> None:
        super().__init__(
            "This idempotency key was already used with another input. Use a new key for a new request.",
            field="idempotencyKey",
        )


class InvalidIdempotencyKeyError(ProblemError):
    code = "INVALID_IDEMPOTENCY_KEY"
