"""The families of errors, which decide who may read their text.

    GatewayError
    ├── ClientError                     the client's fault: made of its own data, safe to show
    │   ├── RequestError                not a GraphQL request: the same 4xx in every media type
    │   │   ├── MalformedRequestError       400  MALFORMED_REQUEST
    │   │   ├── InvalidTokenError           401  INVALID_TOKEN
    │   │   ├── MethodNotAllowedError       405  METHOD_NOT_ALLOWED
    │   │   ├── NotAcceptableError          406  NOT_ACCEPTABLE
    │   │   ├── RequestTimeoutError         408  REQUEST_TIMEOUT
    │   │   ├── RequestTooLargeError        413  REQUEST_TOO_LARGE
    │   │   ├── UnsupportedMediaTypeError   415  UNSUPPORTED_MEDIA_TYPE
    │   │   └── TooManyStreamsError         503  TOO_MANY_STREAMS
    │   └── OperationError              a GraphQL request error: 400, in `application/json` 200
    │       ├── OperationSyntaxError             GRAPHQL_PARSE_FAILED
    │       ├── OperationInvalidError            GRAPHQL_VALIDATION_FAILED
    │       ├── OperationLimitError              OPERATION_LIMIT_EXCEEDED
    │       ├── OperationTimeoutError            OPERATION_TIMEOUT
    │       ├── IntrospectionRefusedError        INTROSPECTION_REFUSED
    │       ├── StreamRequiredError              STREAM_REQUIRED
    │       ├── TooManyOperationsError           TOO_MANY_OPERATIONS
    │       ├── ClientTooSlowError               CLIENT_TOO_SLOW
    │       └── (more in `operation/` and `planner/`)
    ├── SubgraphError                   a subgraph's fault: masked for strangers
    │   ├── SubgraphUnreachableError         SUBGRAPH_UNREACHABLE
    │   ├── SubgraphTimeoutError             SUBGRAPH_TIMEOUT
    │   ├── SubgraphConnectionLostError      SUBGRAPH_CONNECTION_LOST
    │   ├── SubgraphMalformedResponseError   SUBGRAPH_MALFORMED_RESPONSE
    │   ├── SubgraphResponseTooLargeError    SUBGRAPH_RESPONSE_TOO_LARGE
    │   ├── SubgraphOverloadedError          SUBGRAPH_OVERLOADED
    │   ├── SubgraphValueError               SUBGRAPH_VALUE_INVALID
    │   └── SubgraphNullError                NON_NULL_FIELD_NULL
    ├── SupergraphUnavailableError      the supergraph cannot be fetched: told to whoever runs the gateway
    └── InternalError                   ours: masked, always logged

Whatever is raised outside this tree is treated as an InternalError.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

MASKED_INTERNAL_MESSAGE = "Internal error. It has been logged: quote the request id when you ask about it."
MASKED_SUBGRAPH_MESSAGE = "A part of the answer is not available at the moment. Try again later."


class GatewayError(Exception):
    """Root of the tree. `code` is stable: clients may branch on it."""

    code: ClassVar[str]

    def __init__(self, message: str, *, extensions: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.extensions: Mapping[str, Any] = extensions or {}

    def formatted(self) -> dict[str, Any]:
        """One entry of the response's `errors`, with the full text (masking is the caller's
        decision).
        """
        return {"message": self.message, "extensions": {"code": self.code, **self.extensions}}


class ClientError(GatewayError):
    """The client's fault. The message says what to do about it and quotes nothing but the client's
    own data.
    """

    http_status: ClassVar[int] = 400

    @property
    def response_headers(self) -> Mapping[str, str]:
        """HTTP headers that the status code requires, such as `allow` beside 405."""
        return {}

    def formatted_all(self) -> list[dict[str, Any]]:
        """The entries of the response's `errors`: one, except where several mistakes are reported
        together.
        """
        return [self.formatted()]


class RequestError(ClientError):
    """The HTTP request is not a well-formed GraphQL request, whatever its document says."""


class MalformedRequestError(RequestError):
    """Body, parameters or query string break the GraphQL over HTTP specification."""

    code = "MALFORMED_REQUEST"


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


class OperationError(ClientError):
    """The request is well formed, its operation is not: a *request error* of the GraphQL
    specification, section 7.1.
    """

    code = "OPERATION_REFUSED"


class OperationSyntaxError(OperationError):
    """The document does not parse."""

    code = "GRAPHQL_PARSE_FAILED"

    def __init__(self, message: str, *, locations: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.locations = locations

    def formatted(self) -> dict[str, Any]:
        entry = super().formatted()
        if self.locations:
            entry["locations"] = list(self.locations)
        return entry


class OperationInvalidError(OperationError):
    """The document breaks validation rules of the GraphQL specification, section 5; carries every
    breach found.
    """

    code = "GRAPHQL_VALIDATION_FAILED"

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("; ".join(str(entry["message"]) for entry in entries))
        self.entries = entries

    def formatted_all(self) -> list[dict[str, Any]]:
        return [{**entry, "extensions": {"code": self.code}} for entry in self.entries]


class OperationLimitError(OperationError):
    """The operation is larger than allowed in one measure; `extensions` carry the measure, its
    limit and the value.
    """

    code = "OPERATION_LIMIT_EXCEEDED"


class OperationTimeoutError(OperationError):
    """Checking or planning the operation took longer than a request may take."""

    code = "OPERATION_TIMEOUT"


class IntrospectionRefusedError(OperationError):
    """The operation asks for the schema and the client may not read it."""

    code = "INTROSPECTION_REFUSED"


class StreamRequiredError(OperationError):
    """A subscription was sent in a way that has room for one answer only."""

    code = "STREAM_REQUIRED"


class TooManyOperationsError(OperationError):
    """As many operations run on this WebSocket connection as it may have."""

    code = "TOO_MANY_OPERATIONS"


class ClientTooSlowError(OperationError):
    """More results wait for the client than are kept; its subscription was ended."""

    code = "CLIENT_TOO_SLOW"


class SubgraphError(GatewayError):
    """A subgraph did not give a usable answer. The text may name addresses: never for strangers."""

    code = "SUBGRAPH_FAILED"

    def __init__(self, subgraph: str, message: str) -> None:
        super().__init__(f"Subgraph {subgraph!r}: {message}")
        self.subgraph = subgraph


class SubgraphUnreachableError(SubgraphError):
    """No connection could be opened; nothing was sent."""

    code = "SUBGRAPH_UNREACHABLE"


class SubgraphTimeoutError(SubgraphError):
    """No complete answer in time; the request may have taken effect."""

    code = "SUBGRAPH_TIMEOUT"


class SubgraphConnectionLostError(SubgraphError):
    """The connection ended before the answer was complete; the request may have taken effect."""

    code = "SUBGRAPH_CONNECTION_LOST"


class SubgraphMalformedResponseError(SubgraphError):
    """The answer is not HTTP, not JSON, or not a GraphQL response."""

    code = "SUBGRAPH_MALFORMED_RESPONSE"


class SubgraphResponseTooLargeError(SubgraphError):
    """The answer is larger than allowed; the rest of it was not read."""

    code = "SUBGRAPH_RESPONSE_TOO_LARGE"


class SubgraphOverloadedError(SubgraphError):
    """Too many requests wait for this subgraph already; nothing was sent."""

    code = "SUBGRAPH_OVERLOADED"


class SupergraphUnavailableError(GatewayError):
    """The file or address that gives the supergraph gives none."""

    code = "SUPERGRAPH_UNAVAILABLE"


class SubgraphValueError(SubgraphError):
    """A value is not of the type that the schema says; told at its path."""

    code = "SUBGRAPH_VALUE_INVALID"


class SubgraphNullError(SubgraphError):
    """A field that may not be null is, and no other error says why."""

    code = "NON_NULL_FIELD_NULL"


class InternalError(GatewayError):
    """A state that should not exist. Clients read a fixed sentence and the request id; the log has
    the rest.
    """

    code = "INTERNAL_ERROR"
