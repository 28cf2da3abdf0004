"""How signing in went, and how long it took."""

import time
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, Final, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from reliability.conventions import MarketplaceLabel, MarketplaceSeries


class SignInOutcome(StrEnum):
    OK = "ok"
    CLIENT_ERROR = "client_error"
    """Wrong credentials, malformed requests, too many attempts."""
    ERROR = "error"
    """Ours."""


_OUTCOMES: Final = Counter(MarketplaceSeries.SIGN_INS, "Attempts to sign in.", (MarketplaceLabel.OUTCOME,))
for _outcome in SignInOutcome:
    _OUTCOMES.labels(_outcome)
_SECONDS: Final = Histogram(
    MarketplaceSeries.SIGN_IN_SECONDS,
    "How long a successful one took; most of it is the password's hash, which is slow on purpose.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)

View = TypeVar("View")
Parameters = ParamSpec("Parameters")
Response = TypeVar("Response", bound=HttpResponse)
Handler = Callable[Concatenate[View, HttpRequest, Parameters], Response]


def counted(handle: Handler[View, Parameters, Response]) -> Handler[View, Parameters, Response]:
    """Count what a view's method answers, and what it raises as an error of ours."""

    @wraps(handle)
    def count(self: View, request: HttpRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Response:
        begun = time.monotonic()
        outcome = SignInOutcome.ERROR
        try:
            response = handle(self, request, *args, **kwargs)
            outcome = _outcome_of(response.status_code)
        finally:
            _OUTCOMES.labels(outcome).inc()
        if outcome is SignInOutcome.OK:
            _SECONDS.observe(time.monotonic() - begun)
        return response

    return count


def _outcome_of(status: int) -> SignInOutcome:
    if status < HTTPStatus.BAD_REQUEST:
        return SignInOutcome.OK
    return SignInOutcome.CLIENT_ERROR if status < HTTPStatus.INTERNAL_SERVER_ERROR else SignInOutcome.ERROR
