"""Proof to subgraphs: a request comes from this gateway, on behalf of this principal."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, OKPKey

from marketplace.gateway.auth.signatures import Key, sign
from marketplace.gateway.config import InternalTokenConfig
from marketplace.gateway.config.tokens import IdentityClaim, SigningAlgorithm
from marketplace.gateway.context import Principal
from marketplace.gateway.ports import Cache


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token's header, given again until `renew_at` (seconds since the epoch)."""

    headers: Mapping[str, str]
    renew_at: float


@dataclass(frozen=True, slots=True)
class _SigningKey:
    jwk: Key
    algorithm: SigningAlgorithm
    key_id: str | None


class InternalTokenIssuer:
    """Headers that carry a token for one subgraph, for strangers as well (then without a subject).

    The audience is the subgraph's name, so no subgraph can use the token with another. A token is
    given again during the first half of its life; each has at least the other half left. Only where it is to tell the
    request's id every request has tokens of its own.
    """

    def __init__(self, config: InternalTokenConfig, issued: Cache[tuple[Principal | None, str], IssuedToken]) -> None:
        self._config = config
        self._issued = issued
        self._key = _private_key(config.private_key) if config.private_key else _secret(config.key)
        self._keys = [self._key, *map(_private_key, config.other_keys)]
        self._of_request = IdentityClaim.TRANSACTION in config.claims

    @property
    def key_set(self) -> dict[str, Any]:
        """The public keys, as a JSON Web Key Set (RFC 7517) for subgraphs; empty where the key is a secret."""
        public = [key for key in self._keys if key.algorithm is not SigningAlgorithm.HS256]
        return {
            "keys": [
                {**key.jwk.as_dict(private=False), "kid": key.key_id, "use": "sig", "alg": key.algorithm.value}
                for key in public
            ]
        }

    def headers_for(self, principal: Principal | None, subgraph: str, request_id: str = "") -> Mapping[str, str]:
        """The identity header for one subgraph."""
        now = time.time()
        if self._of_request:
            return {self._config.header: self._sign(principal, subgraph, now, request_id)}
        known = self._issued.get((principal, subgraph))
        if known is not None and now < known.renew_at:
            return known.headers
        fresh = IssuedToken(
            headers={self._config.header: self._sign(principal, subgraph, now, request_id)},
            renew_at=now + self._config.lifetime / 2,
        )
        self._issued.put((principal, subgraph), fresh)
        return fresh.headers

    def _sign(self, principal: Principal | None, subgraph: str, now: float, request_id: str) -> str:
        claims: dict[str, Any] = {
            "iss": self._config.issuer,
            "aud": subgraph,
            "iat": int(now),
            "exp": int(now) + self._config.lifetime,
        }
        told = self._config.claims
        if IdentityClaim.ROLES in told:
            claims[IdentityClaim.ROLES] = sorted(principal.roles) if principal else []
        if IdentityClaim.TRANSACTION in told:
            claims[IdentityClaim.TRANSACTION] = request_id
        if principal is not None:
            claims["sub"] = principal.subject
            if IdentityClaim.SCOPE in told and principal.scopes:
                claims[IdentityClaim.SCOPE] = " ".join(sorted(principal.scopes))
            if IdentityClaim.CLIENT in told and principal.client is not None:
                claims[IdentityClaim.CLIENT] = principal.client
        return sign(claims, self._key.jwk, self._key.algorithm, self._key.key_id)


def _secret(text: str) -> _SigningKey:
    return _SigningKey(OctKey.import_key(text), SigningAlgorithm.HS256, None)


def _private_key(pem: str) -> _SigningKey:
    """An Ed25519 or a P-256 key; its id is its thumbprint (RFC 7638)."""
    for kind, algorithm, curve in (
        (OKPKey, SigningAlgorithm.EDDSA, "Ed25519"),
        (ECKey, SigningAlgorithm.ES256, "P-256"),
    ):
        try:
            key = kind.import_key(pem)
        except (JoseError, ValueError):
            continue
        if key.curve_name == curve:
            return _SigningKey(key, algorithm, key.thumbprint())
    raise ValueError("An internal token's private key must be an Ed25519 or a P-256 key in PEM.")
