"""A subgraph did not do its part."""

from collections.abc import Mapping

from marketplace.gateway.errors.families import SubgraphError


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
    """The answer is not HTTP, not JSON, or not a GraphQL response. `status` and `headers` are those of an answer that
    is HTTP at least: a proxy in front of the subgraph may say with them that it is worth to ask again.
    """

    code = "SUBGRAPH_MALFORMED_RESPONSE"

    def __init__(
        self, subgraph: str, message: str, *, status: int = 0, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(subgraph, message)
        self.status = status
        self.headers: Mapping[str, str] = headers or {}


class SubgraphResponseTooLargeError(SubgraphError):
    """The answer is larger than allowed; the rest of it was not read."""

    code = "SUBGRAPH_RESPONSE_TOO_LARGE"


class SubgraphOverloadedError(SubgraphError):
    """Too many requests wait for this subgraph already; nothing was sent."""

    code = "SUBGRAPH_OVERLOADED"


class SubgraphUnavailableError(SubgraphError):
    """It is known to fail, or no instance of it can be used: it was not asked."""

    code = "SUBGRAPH_UNAVAILABLE"


class SubgraphCostTooHighError(SubgraphError):
    """What the operation asks it is estimated to cost more than the subgraph allows: it was not asked."""

    code = "SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE"
    public_code = code
    public_message = "This part of the answer would cost too much. Ask for shorter lists, or for less at a time."


class SubgraphValueError(SubgraphError):
    """A value is not of the type that the schema says; told at its path."""

    code = "SUBGRAPH_VALUE_INVALID"


class SubgraphNullError(SubgraphError):
    """A field that may not be null is, and no other error says why."""

    code = "NON_NULL_FIELD_NULL"
