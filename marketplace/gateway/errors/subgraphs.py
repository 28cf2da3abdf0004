"""A subgraph did not do its part."""

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
    """The answer is not HTTP, not JSON, or not a GraphQL response."""

    code = "SUBGRAPH_MALFORMED_RESPONSE"


class SubgraphResponseTooLargeError(SubgraphError):
    """The answer is larger than allowed; the rest of it was not read."""

    code = "SUBGRAPH_RESPONSE_TOO_LARGE"


class SubgraphOverloadedError(SubgraphError):
    """Too many requests wait for this subgraph already; nothing was sent."""

    code = "SUBGRAPH_OVERLOADED"


class SubgraphValueError(SubgraphError):
    """A value is not of the type that the schema says; told at its path."""

    code = "SUBGRAPH_VALUE_INVALID"


class SubgraphNullError(SubgraphError):
    """A field that may not be null is, and no other error says why."""

    code = "NON_NULL_FIELD_NULL"
