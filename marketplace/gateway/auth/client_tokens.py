"""Verification of the clients' access tokens (JWT, RFC 7519, signed with HS256)."""

import time
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import OctKey

from marketplace.gateway.config import ClientTokenConfig
from marketplace.gateway.context import Principal
from marketplace.gateway.errors import InvalidTokenError
from marketplace.gateway.ports import Cache

ALGORITHM = "HS256"
MAX_TOKEN_CHARACTERS = 8_192


@dataclass(frozen=True, slots=True)
class VerifiedToken:
    """The outcome of one verification. From `expires_at` on (seconds since the epoch, leeway included) the token is
    refused.
    """

    principal: Principal
    expires_at: float


class ClientTokenVerifier:
    """Turns a token into what it proves, or raises InvalidTokenError saying what is wrong with it.

    Verified tokens are remembered until they expire: a look-up costs a fiftieth of a verification.
    The raw token is the key and stays in this process's memory, where it has been anyway.
    """

    def __init__(self, config: ClientTokenConfig, verified: Cache[str, VerifiedToken]) -> None:
        self._leeway = config.leeway
        self._verified = verified
        self._key = OctKey.import_key(config.key)
        self._registry = jwt.JWTClaimsRegistry(
            leeway=config.leeway,
            iss={"essential": True, "value": config.issuer},
            aud={"essential": True, "value": config.audience},
            sub={"essential": True},
            exp={"essential": True},
        )

    def verify(self, token: str) -> VerifiedToken:
        """The token's holder, and until when it proves that."""
        remembered = self._verified.get(token)
        if remembered is None:
            remembered = self._verify_signature_and_claims(token)
            self._verified.put(token, remembered)
        if remembered.expires_at < time.time():
            raise _expired()
        return remembered

    def _verify_signature_and_claims(self, token: str) -> VerifiedToken:
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise InvalidTokenError(f"The access token is longer than {MAX_TOKEN_CHARACTERS} characters.")
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
            self._registry.validate(claims)
        except ExpiredTokenError:
            raise _expired() from None
        except (JoseError, ValueError) as error:
            raise InvalidTokenError(
                f"The access token is not valid ({_reason(error)}). Sign in again, or send the "
                "request without an Authorization header to be served as a stranger."
            ) from error
        return VerifiedToken(principal=_principal(claims), expires_at=float(claims["exp"]) + self._leeway)


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__


def _expired() -> InvalidTokenError:
    return InvalidTokenError("The access token has expired. Sign in again to get a new one.")


def _principal(claims: dict[str, Any]) -> Principal:
    subject, roles = claims["sub"], claims.get("roles", [])
    if not isinstance(subject, str) or not subject:
        raise InvalidTokenError("The access token's claim 'sub' is not a text.")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise InvalidTokenError("The access token's claim 'roles' is not a list of texts.")
    return Principal(subject=subject, roles=frozenset(roles))
