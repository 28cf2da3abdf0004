"""The families: who may read the text of an error."""

from collections.abc import Mapping
from typing import Any, ClassVar

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


class OperationError(ClientError):
    """The request is well formed, its operation is not: a *request error* of the GraphQL
    specification, section 7.1.
    """

    code = "OPERATION_REFUSED"


class SubgraphError(GatewayError):
    """A subgraph did not give a usable answer. The text may name addresses: never for strangers, who read
    `public_message` and `public_code`.
    """

    code = "SUBGRAPH_FAILED"
    public_code: ClassVar[str] = code
    public_message: ClassVar[str] = MASKED_SUBGRAPH_MESSAGE

    def __init__(self, subgraph: str, message: str) -> None:
        super().__init__(f"Subgraph {subgraph!r}: {message}")
        self.subgraph = subgraph


class InternalError(GatewayError):
    """A state that should not exist. Clients read a fixed sentence and the request id; the log has
    the rest.
    """

    code = "INTERNAL_ERROR"


class SupergraphUnavailableError(GatewayError):
    """The file or address that gives the supergraph gives none."""

    code = "SUPERGRAPH_UNAVAILABLE"
