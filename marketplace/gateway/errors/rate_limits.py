"""The client asked too much in too little time, or nobody can say how much it asked."""

from collections.abc import Mapping

from marketplace.gateway.errors.families import RequestError


class RateLimitedError(RequestError):
    """RFC 6585, section 4. `extensions` name the limit; nothing was counted for this request."""

    code = "RATE_LIMITED"
    http_status = 429

    def __init__(self, limit: str, amount: int, burst: int, per: float, retry_after: int) -> None:
        extra = f" (and {burst} more at once after a pause)" if burst else ""
        super().__init__(
            f"Too {self._much()}: the limit {limit!r} allows {amount}{extra} in {per:g} s. "
            f"Try again in {retry_after} s.",
            extensions={"limit": limit, "retryAfter": retry_after},
        )
        self.retry_after = retry_after

    @property
    def response_headers(self) -> Mapping[str, str]:
        return {"retry-after": str(self.retry_after)}

    def _much(self) -> str:
        return "many requests"


class CostRateLimitedError(RateLimitedError):
    """The same for a limit that counts cost."""

    def _much(self) -> str:
        return "costly operations"


class BudgetTooSmallError(RequestError):
    """The operation alone is estimated to cost more than may be spent in one window: waiting does not help."""

    code = "RATE_LIMITED"
    http_status = 429

    def __init__(self, limit: str, total: int, per: float, cost: int) -> None:
        super().__init__(
            f"The operation is estimated to cost {cost}, and the limit {limit!r} allows {total} in {per:g} s: "
            "it can never pass. Ask for fewer fields or shorter lists.",
            extensions={"limit": limit},
        )


class RateLimitUnavailableError(RequestError):
    """The count cannot be read now, and the limit is one that refuses then."""

    code = "RATE_LIMIT_UNAVAILABLE"
    http_status = 503

    def __init__(self, limit: str, retry_after: int = 1) -> None:
        super().__init__(
            f"The limit {limit!r} cannot be checked at the moment, and nothing passes unchecked. "
            f"Try again in {retry_after} s.",
            extensions={"limit": limit, "retryAfter": retry_after},
        )
        self.retry_after = retry_after

    @property
    def response_headers(self) -> Mapping[str, str]:
        return {"retry-after": str(self.retry_after)}
