"""From the claims of a verified token to who its holder is."""

from collections.abc import Mapping
from typing import Any

from marketplace.gateway.config.tokens import TokenIssuerConfig
from marketplace.gateway.context import Claim, Principal
from marketplace.gateway.errors import InvalidTokenError

CLIENT_CLAIMS = ("client_id", "azp")
"""The application that the token was given to: RFC 9068, section 2.2, and OpenID Connect."""


def principal_of(claims: Mapping[str, Any], issuer: TokenIssuerConfig, kept: frozenset[str]) -> Principal:
    """The token's holder; raises InvalidTokenError for a claim that is not what it should be."""
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject:
        raise InvalidTokenError("The access token's claim 'sub' is not a text.")
    client = next((claims[name] for name in CLIENT_CLAIMS if isinstance(claims.get(name), str)), None)
    return Principal(
        subject=subject,
        roles=_texts(_find(claims, issuer.roles_claim), issuer.roles_claim),
        scopes=_scopes(claims, issuer.scope_claims),
        client=client,
        claims=tuple((name, freeze(claims[name])) for name in sorted(kept) if name in claims),
    )


def _find(claims: Mapping[str, Any], name: str) -> Any:
    """The claim of this name (which may be a URL with dots), or else the one that its dots lead to."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _scopes(claims: Mapping[str, Any], names: tuple[str, ...]) -> frozenset[str]:
    for name in names:
        value = _find(claims, name)
        if value is not None:
            return frozenset(value.split()) if isinstance(value, str) else _texts(value, name)
    return frozenset()


def _texts(value: Any, name: str) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise InvalidTokenError(f"The access token's claim {name!r} is not a list of texts.")
    return frozenset(value)


def freeze(value: Any) -> Claim:
    """A JSON value as one that can be compared and hashed: lists as tuples, objects as sorted pairs."""
    if isinstance(value, list):
        return tuple(freeze(each) for each in value)
    if isinstance(value, dict):
        return tuple((name, freeze(value[name])) for name in sorted(value))
    return value  # type: ignore[no-any-return]
