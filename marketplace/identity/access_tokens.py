"""Access tokens: JWTs (RFC 7519) that the gateway verifies without asking anyone."""

import time
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from django.conf import settings
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.common.public_ids import encode_public_id, new_key
from marketplace.common.requester import Role

ISSUER: Final = "holdfast"
AUDIENCE: Final = "marketplace"
USER_PREFIX: Final = "user"


class Account(Protocol):
    """What a token says of a user."""

    @property
    def pk(self) -> UUID: ...

    @property
    def role_set(self) -> frozenset[Role]: ...


@dataclass(frozen=True, slots=True)
class AccessToken:
    text: str
    expires_in: int
    """Seconds."""


def issue_access_token(account: Account, *, seconds: int | None = None) -> AccessToken:
    """Sign a token for the account, valid for `seconds` (default: the setting) from now."""
    lifetime = settings.ACCESS_TOKEN_SECONDS if seconds is None else seconds
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": encode_public_id(USER_PREFIX, account.pk),
        "roles": sorted(account.role_set),
        "iat": now,
        "exp": now + lifetime,
        "jti": new_key().hex,
    }
    key = OctKey.import_key(settings.ACCESS_TOKEN_KEY)
    return AccessToken(jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, key), lifetime)
