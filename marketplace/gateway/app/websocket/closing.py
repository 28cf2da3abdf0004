"""Why a connection is closed."""

from enum import IntEnum

MAX_REASON_BYTES = 123  # RFC 6455, section 5.5: a control frame has 125 bytes, two of them are the code


class CloseCode(IntEnum):
    """Codes below 4000 are RFC 6455's, the others the subprotocol's.

    A client may try again after GOING_AWAY, NO_PONG, TOO_SLOW, TRY_AGAIN_LATER, and after FORBIDDEN with a new token;
    the others are mistakes that it would repeat.
    """

    GOING_AWAY = 1001
    """The gateway stops."""
    NO_PONG = 1008
    """A ping was not answered and nothing else came (RFC 6455: policy violation)."""
    MESSAGE_TOO_BIG = 1009
    TRY_AGAIN_LATER = 1013
    """Too many clients are connected, or this one is too slow for its results."""
    BAD_REQUEST = 4400
    """A message that the subprotocol does not know."""
    UNAUTHORIZED = 4401
    """An operation before the connection was acknowledged."""
    FORBIDDEN = 4403
    """The access token is not valid, or has expired since."""
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    INITIALISATION_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    TOO_MANY_INITIALISATIONS = 4429


class Closing(Exception):  # noqa: N818 - an event; the client reads why
    """The connection is to be closed."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:MAX_REASON_BYTES].decode("utf-8", "ignore")
