"""Proof to subgraphs: a request comes from this gateway, on behalf of this principal."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.gateway.config import InternalTokenConfig
from marketplace.gateway.context import Principal
from marketplace.gateway.ports import Cache

ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token's header, given again until `renew_at` (seconds since the epoch)."""

    headers: Mapping[str, str]
    renew_at: float


class InternalTokenIssuer:
    """Headers that carry a token for one subgraph, for strangers as well (then without a subject).

    The audience is the subgraph's name, so no subgraph can use the token with another. A token is
    given again during the first half of its life; each has at least the other half left.
    """

    def __init__(self, config: InternalTokenConfig, issued: Cache[tuple[Principal | None, str], IssuedToken]) -> None:
        self._config = config
        self._issued = issued
        self._key = OctKey.import_key(config.key)

    def headers_for(self, principal: Principal | None, subgraph: str) -> Mapping[str, str]:
        """The identity header for one subgraph."""
        now = time.time()
        known = self._issued.get((principal, subgraph))
        if known is not None and now < known.renew_at:
            return known.headers
        fresh = IssuedToken(
            headers={self._config.header: self._sign(principal, subgraph, now)},
            renew_at=now + self._config.lifetime / 2,
        )
        self._issued.put((principal, subgraph), fresh)
        return fresh.headers

    def _sign(self, principal: Principal | None, subgraph: str, now: float) -> str:
        claims: dict[str, Any] = {
            "iss": self._config.issuer,
            "aud": subgraph,
            "iat": int(now),
            "exp": int(now) + self._config.lifetime,
            "roles": [],
        }
        if principal is not None:
            claims["sub"] = principal.subject
            claims["roles"] = sorted(principal.roles)
        return jwt.encode({"alg": ALGORITHM}, claims, self._key)
