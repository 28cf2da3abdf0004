from __future__ import annotations

from marketplace.common.problems import (
    AuthenticationRequiredError,
    IdempotencyKeyReusedError,
    InvalidIdempotencyKeyError,
    MalformedIdError,
    PermissionRefusedError,
    ProblemError,
    StaleVersionError,
)
from marketplace.subgraphs.reviews import errors

SHARED: tuple[type[ProblemError], ...] = (
    AuthenticationRequiredError,
    IdempotencyKeyReusedError,
    InvalidIdempotencyKeyError,
    MalformedIdError,
    PermissionRefusedError,
    StaleVersionError,
)


def test_clients_are_told_of_every_code_a_mutation_may_answer_with():
    own = [error for error in ProblemError.__subclasses__() if error.__module__ == errors.__name__]

    assert {error.code for error in (*own, *SHARED)} == set(errors.ProblemCode)
