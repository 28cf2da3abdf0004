"""Not a GraphQL request: the same 4xx in every media type."""

from collections.abc import Mapping
from typing import Self

from marketplace.gateway.errors.families import RequestError


class MalformedRequestError(RequestError):
    """Body, parameters or query string break the GraphQL over HTTP specification."""

    code = "MALFORMED_REQUEST"


class CrossOriginError(RequestError):
    """A browser asks for a web page that may not ask."""

    code = "CROSS_ORIGIN_REFUSED"
    http_status = 403

    @classmethod
    def of(cls, origin: str | None) -> Self:
        """`origin` is the page's."""
        page = f"Pages of {origin}" if origin else "Pages of other sites"
        return cls(f"{page} may not ask here. Whoever runs the gateway can allow them: cross_origin.origins.")


class InvalidTokenError(RequestError):
    """A bearer token was sent and is not valid: RFC 6750, section 3.1."""

    code = "INVALID_TOKEN"
    http_status = 401

    @property
    def response_headers(self) -> Mapping[str, str]:
        return {"www-authenticate": 'Bearer error="invalid_token"'}


class MethodNotAllowedError(RequestError):
    """The method is not allowed here, or not for this operation (a mutation by GET)."""

    code = "METHOD_NOT_ALLOWED"
    http_status = 405

    def __init__(self, message: str, *, allow: str) -> None:
        super().__init__(message)
        self.allow = allow

    @property
    def response_headers(self) -> Mapping[str, str]:
        return {"allow": self.allow}


class NotAcceptableError(RequestError):
    """The client accepts no media type that we can write."""

    code = "NOT_ACCEPTABLE"
    http_status = 406


class RequestTimeoutError(RequestError):
    """The client did not send its whole body in time."""

    code = "REQUEST_TIMEOUT"
    http_status = 408


class RequestTooLargeError(RequestError):
    """The body is larger than allowed; it was not read to its end."""

    code = "REQUEST_TOO_LARGE"
    http_status = 413

    @classmethod
    def than(cls, maximum: int) -> Self:
        """For a limit in bytes."""
        return cls(
            f"The request is larger than {maximum} bytes. Ask for less in one request, or send long lists in several."
        )


class RequestHeadTooLargeError(RequestError):
    """The request's URL and headers are larger than allowed."""

    code = "REQUEST_HEAD_TOO_LARGE"
    http_status = 431

    @classmethod
    def than(cls, maximum: int) -> Self:
        """For a limit in bytes."""
        return cls(f"The request's URL and headers are larger than {maximum} bytes. Send the operation by POST.")


class UnsupportedMediaTypeError(RequestError):
    """The body's media type or charset is not one that we read."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    http_status = 415


class TooManyStreamsError(RequestError):
    """As many WebSocket connections and event streams are open as this process may have."""

    code = "TOO_MANY_STREAMS"
    http_status = 503

    @property
    def response_headers(self) -> Mapping[str, str]:
        return {"retry-after": "5"}


class OverloadedError(RequestError):
    """The gateway has more to do than it can; this request was refused before any work on it."""

    code = "OVERLOADED"
    http_status = 503

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after

    @property
    def response_headers(self) -> Mapping[str, str]:
        return {"retry-after": str(self.retry_after)}
