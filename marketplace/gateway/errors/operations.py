"""A GraphQL request error: the request is well formed, its operation is refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.gateway.errors.families import OperationError


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


class CostTooHighError(OperationError):
    """The operation's estimated cost is over the maximum; `extensions.cost` has both."""

    code = "COST_ESTIMATED_TOO_EXPENSIVE"

    def __init__(self, estimated: int, maximum: int) -> None:
        super().__init__(
            f"The operation is estimated to cost {estimated}, and may cost {maximum}. Ask for shorter lists (with "
            "arguments such as `first`), for fewer lists inside lists, or for less at a time.",
            extensions={"cost": {"estimated": estimated, "maximum": maximum}},
        )


class SlicingArgumentError(OperationError):
    """The schema wants exactly one of the arguments that say how long a list may get (`@listSize`)."""

    code = "SLICING_ARGUMENT_REQUIRED"


class MutationInBatchError(OperationError):
    """Operations of a batch run at the same time, which mutations must not."""

    code = "MUTATION_IN_BATCH"
