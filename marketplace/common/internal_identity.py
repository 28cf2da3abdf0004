"""The identity a gateway vouches for when it calls a subgraph: a short-lived JWT signed with the internal key."""

from collections.abc import Mapping
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from marketplace.common.public_ids import decode_public_id
from marketplace.common.requester import Requester, Role

IDENTITY_HEADER: Final = "x-holdfast-identity"
GATEWAY_ISSUER: Final = "gateway"
USER_PREFIX: Final = "user"


class IdentityRefusedError(Exception):
    """The call does not come from the gateway, or not recently."""


class IdentityVerifier:
    """Verifies calls to one subgraph: a token for another one (`aud`) is refused."""

    def __init__(self, *, audience: str, internal_key: str) -> None:
        self._key = OctKey.import_key(internal_key)
        self._claims = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": GATEWAY_ISSUER},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
        )

    def requester_of(self, headers: Mapping[str, str]) -> Requester:
        """Return who asks; raise IdentityRefusedError without a valid token. Header names are lower case."""
        token = headers.get(IDENTITY_HEADER)
        if not token:
            raise IdentityRefusedError
        try:
            claims = jwt.decode(token, self._key, algorithms=["HS256"]).claims
            self._claims.validate(claims)
            subject = claims.get("sub")
            roles = frozenset(Role(role) for role in claims.get("roles", ()))
            return Requester(None if subject is None else decode_public_id(USER_PREFIX, subject), roles)
        except (JoseError, ValueError, TypeError, AttributeError) as error:
            raise IdentityRefusedError from error
