"""What a client may not see, and who asks where that matters."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from marketplace.gateway.errors.families import OperationError, RequestError


class AuthenticationRequiredError(RequestError):
    """No token was sent, and strangers are not served: RFC 6750, section 3."""

    code = "AUTHENTICATION_REQUIRED"
    http_status = 401

    def __init__(self) -> None:
        super().__init__(
            "Only signed-in clients are served here. Send the header 'Authorization: Bearer <access token>'."
        )

    @property
    def response_headers(self) -> Mapping[str, str]:
        return {"www-authenticate": "Bearer"}


class TokenKeysUnavailableError(RequestError):
    """A token cannot be checked, since no key of its issuer has ever been fetched. Its holder is not a stranger."""

    code = "TOKEN_KEYS_UNAVAILABLE"
    http_status = 503

    def __init__(self) -> None:
        super().__init__("Access tokens of this issuer cannot be checked at the moment. Try again in a few seconds.")

    @property
    def response_headers(self) -> Mapping[str, str]:
        return {"retry-after": "5"}


class UnauthorizedError(OperationError):
    """The operation, or some field of it, is not for this client. Which condition was missed is not told."""

    code = "UNAUTHORIZED_FIELD_OR_TYPE"
    http_status = 403

    def __init__(self, message: str, *, entries: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.entries = entries

    @classmethod
    def of_field(cls, response_key: str) -> Self:
        """The error of one field, which is refused itself, or of which all that is selected is refused."""
        return cls(
            f"{response_key!r}, or all that is selected of it, is for authorised clients only. Sign in with an account "
            "that may read it, or leave it out."
        )

    @classmethod
    def of_operation(cls, fields: Sequence[tuple[Self, Sequence[str | int]]]) -> Self:
        """The error of an operation that is refused as a whole, because of these fields."""
        entries = [{**field.formatted(), "path": list(path)} for field, path in fields]
        return cls("The operation has fields that are for authorised clients only.", entries=entries)

    def formatted_all(self) -> list[dict[str, Any]]:
        return [dict(entry) for entry in self.entries] or [self.formatted()]
