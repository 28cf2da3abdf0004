"""Refusals of the users subgraph; the shared ones are in `marketplace.common.problems`.

ProblemError
|-- UserNotFoundError         USER_NOT_FOUND
|-- UserDeactivatedError      USER_DEACTIVATED      the account is closed
|-- EmailTakenError           EMAIL_TAKEN
|-- InvalidEmailError         INVALID_EMAIL
|-- WeakPasswordError         WEAK_PASSWORD
|-- InvalidDisplayNameError   INVALID_DISPLAY_NAME
|-- BioTooLongError           BIO_TOO_LONG
|-- InvalidAvatarUrlError     INVALID_AVATAR_URL
|-- InvalidLocaleError        INVALID_LOCALE
|-- InvalidCityError          INVALID_CITY
|-- RolesRequiredError        ROLES_REQUIRED        a user keeps at least one role
`-- LastAdministratorError    LAST_ADMINISTRATOR    someone must be able to give out roles
"""

from enum import StrEnum

from marketplace.common.problems import ProblemError


class ProblemCode(StrEnum):
    """Every code a mutation of this subgraph answers with."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    MALFORMED_ID = "MALFORMED_ID"
    STALE_VERSION = "STALE_VERSION"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    INVALID_IDEMPOTENCY_KEY = "INVALID_IDEMPOTENCY_KEY"
    INVALID_COORDINATES = "INVALID_COORDINATES"
    USER_NOT_FOUND = "USER_NOT_FOUND"
    USER_DEACTIVATED = "USER_DEACTIVATED"
    EMAIL_TAKEN = "EMAIL_TAKEN"
    INVALID_EMAIL = "INVALID_EMAIL"
    WEAK_PASSWORD = "WEAK_PASSWORD"  # noqa: S105 - a code
    INVALID_DISPLAY_NAME = "INVALID_DISPLAY_NAME"
    BIO_TOO_LONG = "BIO_TOO_LONG"
    INVALID_AVATAR_URL = "INVALID_AVATAR_URL"
    INVALID_LOCALE = "INVALID_LOCALE"
    INVALID_CITY = "INVALID_CITY"
    ROLES_REQUIRED = "ROLES_REQUIRED"
    LAST_ADMINISTRATOR = "LAST_ADMINISTRATOR"


class UserNotFoundError(ProblemError):
    code = ProblemCode.USER_NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is no user with this id.", field="id")


class UserDeactivatedError(ProblemError):
    code = ProblemCode.USER_DEACTIVATED

    def __init__(self) -> None:
        super().__init__("This account is deactivated; its profile can no longer be changed.", field="id")


class EmailTakenError(ProblemError):
    code = ProblemCode.EMAIL_TAKEN

    def __init__(self) -> None:
        super().__init__("There is an account with this email address already. Sign in instead.", field="email")


class InvalidEmailError(ProblemError):
    code = ProblemCode.INVALID_EMAIL

    def __init__(self) -> None:
        super().__init__("This is not an email address such as name@example.org.", field="email")


class WeakPasswordError(ProblemError):
    code = ProblemCode.WEAK_PASSWORD


class InvalidDisplayNameError(ProblemError):
    code = ProblemCode.INVALID_DISPLAY_NAME


class BioTooLongError(ProblemError):
    code = ProblemCode.BIO_TOO_LONG


class InvalidAvatarUrlError(ProblemError):
    code = ProblemCode.INVALID_AVATAR_URL


class InvalidLocaleError(ProblemError):
    code = ProblemCode.INVALID_LOCALE


class InvalidCityError(ProblemError):
    code = ProblemCode.INVALID_CITY


class RolesRequiredError(ProblemError):
    code = ProblemCode.ROLES_REQUIRED

    def __init__(self) -> None:
        super().__init__("Give at least one role. To close an account, deactivate the user.", field="roles")


class LastAdministratorError(ProblemError):
    code = ProblemCode.LAST_ADMINISTRATOR

    def __init__(self) -> None:
        super().__init__("This is the only active administrator. Make someone else an administrator first.")
