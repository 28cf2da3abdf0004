"""What an unsuccessful request tells: about the instance, and about sending it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from marketplace.gateway.errors import (
    SubgraphConnectionLostError,
    SubgraphError,
    SubgraphMalformedResponseError,
    SubgraphOverloadedError,
    SubgraphResponseTooLargeError,
    SubgraphTimeoutError,
    SubgraphUnavailableError,
    SubgraphUnreachableError,
)
from marketplace.gateway.ports import SubgraphResponse

FIRST_SERVER_ERROR = 500
PASSING_STATUSES = frozenset({502, 503, 504})
"""The subgraph, or a proxy before it, is not there for the moment: RFC 9110, sections 15.6.3 to 15.6.5."""
CUT_SHORT_UNBLAMED = 1.0
"""A request that its client's deadline ended sooner than after so many seconds says nothing about the instance."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that failed: an error that was raised, or an answer with status 5xx.

    `is_fault`: the instance, or the way to it, is to blame. `unsent`: nothing had been sent, so that anything may be
    sent again. `is_passing`: asking again may help, if `elsewhere` only another instance.
    """

    error: SubgraphError | None
    response: SubgraphResponse | None
    is_fault: bool
    unsent: bool
    is_passing: bool
    elsewhere: bool
    retry_after: float

    def outcome(self) -> SubgraphResponse:
        """The answer, or the error raised."""
        if self.response is not None:
            return self.response
        raise self.error or AssertionError("A failure has an error or an answer.")


def failure_of_response(response: SubgraphResponse) -> Failure:
    """For a status of 500 or more."""
    return Failure(
        error=None,
        response=response,
        is_fault=True,
        unsent=False,
        is_passing=response.status in PASSING_STATUSES,
        elsewhere=False,
        retry_after=seconds_to_wait(response.headers),
    )


def failure_of_error(error: SubgraphError, seconds: float) -> Failure:
    """`seconds` is how long the request had taken."""
    status = error.status if isinstance(error, SubgraphMalformedResponseError) else 0
    unsent = isinstance(error, SubgraphUnreachableError | SubgraphOverloadedError | SubgraphUnavailableError)
    if isinstance(error, SubgraphTimeoutError):
        is_fault = seconds >= CUT_SHORT_UNBLAMED
    else:
        is_fault = not isinstance(
            error, SubgraphOverloadedError | SubgraphResponseTooLargeError | SubgraphUnavailableError
        )
    return Failure(
        error=error,
        response=None,
        is_fault=is_fault,
        unsent=unsent,
        is_passing=unsent
        or status in PASSING_STATUSES
        or isinstance(error, SubgraphConnectionLostError | SubgraphTimeoutError),
        elsewhere=isinstance(error, SubgraphTimeoutError | SubgraphOverloadedError),
        retry_after=seconds_to_wait(error.headers) if isinstance(error, SubgraphMalformedResponseError) else 0.0,
    )


def seconds_to_wait(headers: Mapping[str, str]) -> float:
    """The Retry-After of an answer (RFC 9110, section 10.2.3); 0 without one that can be read."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return 0.0
    if value.isdecimal():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
