"""A persisted operation cannot be run, or one had to be persisted."""

from marketplace.gateway.errors.families import OperationError


class PersistedQueryNotFoundError(OperationError):
    """Nobody has registered the hash here: the client registers it by sending its text. Clients know the message."""

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")


class PersistedQueryNotSupportedError(OperationError):
    """There are no automatic persisted queries here. Clients know the message and send texts from then on."""

    code = "PERSISTED_QUERY_NOT_SUPPORTED"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotSupported")


class PersistedQueryMismatchError(OperationError):
    """The hash is not that of the text, or the id is that of another text."""

    code = "PERSISTED_QUERY_HASH_MISMATCH"


class UnknownOperationError(OperationError):
    """No manifest has the operation, or its id."""

    code = "OPERATION_UNKNOWN"


class OperationIdRequiredError(OperationError):
    """Operations are taken by their ids only."""

    code = "OPERATION_ID_REQUIRED"
