"""Proof of who is asking: from clients, and to subgraphs."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from marketplace.gateway.config.units import Bytes, Range, Seconds, WholeSeconds


class SigningAlgorithm(StrEnum):
    """Of JSON Web Tokens: RFC 7518, section 3.1, RFC 8037 and RFC 9864. There is no `none`."""

    HS256 = "HS256"
    RS256 = "RS256"
    PS256 = "PS256"
    ES256 = "ES256"
    EDDSA = "EdDSA"
    ED25519 = "Ed25519"


KEY_SET_ALGORITHMS = frozenset(SigningAlgorithm) - {SigningAlgorithm.HS256}
"""Those that are verified with a public key: whoever verifies cannot sign."""


class IdentityClaim(StrEnum):
    """What a subgraph may be told of who is asking, beside the subject."""

    ROLES = "roles"
    SCOPE = "scope"
    CLIENT = "client_id"
    TRANSACTION = "txn"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssuerConfig:
    """Somebody whose access tokens are believed. Its keys come from one of `jwks_url`, `jwks_file` and `key`."""

    issuer: str
    """The tokens' claim `iss`, exactly."""
    audiences: frozenset[str]
    """A token is for us if its claim `aud` has one of these."""
    jwks_url: str = ""
    """Address of its JSON Web Key Set, https or http: see the issuer's `jwks_uri`."""
    jwks_file: Path | None = None
    """The key set in a file, read again at the same times as an address."""
    key: str = field(default="", repr=False)
    """A secret that the issuer and the gateway share, for HS256."""
    algorithms: frozenset[SigningAlgorithm] = frozenset()
    """Accepted signatures; empty for all that the kind of key allows. HS256 goes with `key`, all others with key
    sets.
    """
    types: frozenset[str] = frozenset({"at+jwt", "JWT"})
    """Accepted values of the header `typ`, whatever their case; a token without one is a `JWT`. `at+jwt` alone refuses
    ID tokens, where the issuer follows RFC 9068.
    """
    roles_claim: str = "roles"
    """The claim with the roles, a list of texts; `realm_access.roles` for one inside another."""
    scope_claims: tuple[str, ...] = ("scope", "scopes", "scp")
    """The claims with the scopes, of which the first that is there counts: a text with spaces, or a list of texts."""

    def __post_init__(self) -> None:
        if sum((bool(self.jwks_url), self.jwks_file is not None, bool(self.key))) != 1:
            raise ValueError(f"The issuer {self.issuer!r} needs one of jwks_url, jwks_file and key.")
        if self.jwks_url and not self.jwks_url.startswith(("https://", "http://")):
            raise ValueError(f"The jwks_url of {self.issuer!r} must begin with https:// (or http://).")
        if not self.issuer or not self.audiences:
            raise ValueError("An issuer needs a name (issuer), and at least one of audiences.")
        possible = frozenset({SigningAlgorithm.HS256}) if self.key else KEY_SET_ALGORITHMS
        if not self.algorithms <= possible:
            raise ValueError(
                f"The issuer {self.issuer!r} may use {', '.join(sorted(possible))}: HS256 goes with a key, every other "
                "algorithm with a key set."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTokenConfig:
    """How clients prove who they are: a JSON Web Token in the header `Authorization: Bearer ...`. `key`, `issuer` and
    `audience` describe one issuer that signs with HS256; others stand in `issuers`.
    """

    key: str = field(default="", repr=False)
    """The secret of the issuer that signs with HS256; empty where there is none."""
    issuer: str = "holdfast"
    """Its name."""
    audience: str = "marketplace"
    """What its tokens call us."""
    issuers: tuple[TokenIssuerConfig, ...] = ()
    """Whose tokens are believed beside those."""
    leeway: WholeSeconds = 5
    """How far clocks may differ."""
    cached_tokens: Annotated[int, Range(1)] = 10_000
    """Verified tokens remembered until they expire."""
    max_token_bytes: Bytes = 8_192
    """A longer token is refused unread."""
    kept_claims: frozenset[str] = frozenset()
    """Further claims that hooks and policies may read."""
    refresh_interval: Seconds = 300.0
    """Key sets are fetched again after this time."""
    unknown_key_interval: Seconds = 5.0
    """A token with an unknown key causes a fetch, but no sooner after the last than this."""
    fetch_timeout: Seconds = 5.0
    """For the answer with a key set."""
    max_key_set_bytes: Bytes = 256 * 1024
    """A longer key set is refused."""

    def __post_init__(self) -> None:
        names = [each.issuer for each in self.all_issuers]
        if not names:
            raise ValueError("Client tokens need a key, or issuers.")
        if len(set(names)) != len(names):
            raise ValueError("Two issuers of client tokens have the same name.")

    @property
    def all_issuers(self) -> tuple[TokenIssuerConfig, ...]:
        """Everybody whose tokens are believed."""
        if not self.key:
            return self.issuers
        own = TokenIssuerConfig(issuer=self.issuer, audiences=frozenset({self.audience}), key=self.key)
        return (own, *self.issuers)


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalTokenConfig:
    """How the gateway tells subgraphs who is asking: a short-lived JSON Web Token, one per subgraph. It is signed with
    HS256 and a shared `key`, or with a private key whose public half subgraphs fetch as a key set.
    """

    key: str = field(default="", repr=False)
    """The secret that the gateway and its subgraphs share, for HS256."""
    private_key: str = field(default="", repr=False)
    """Instead of `key`: a private key in PEM, Ed25519 (signs with EdDSA) or P-256 (ES256)."""
    other_keys: tuple[str, ...] = field(default=(), repr=False)
    """Keys in PEM that are published beside the signing one: the next before it signs, the last until its tokens have
    expired.
    """
    issuer: str = "gateway"
    """The tokens' claim `iss`."""
    lifetime: Annotated[WholeSeconds, Range(2)] = 60
    """Until a token expires; it is given again during the first half of it."""
    header: str = "x-holdfast-identity"
    """The header that carries it."""
    claims: frozenset[IdentityClaim] = frozenset({IdentityClaim.ROLES, IdentityClaim.SCOPE, IdentityClaim.CLIENT})
    """What it tells. With `txn`, the request's id, every request needs tokens of its own."""
    cached_tokens: Annotated[int, Range(1)] = 10_000
    """Tokens kept while they are fresh."""

    def __post_init__(self) -> None:
        if bool(self.key) == bool(self.private_key):
            raise ValueError("Internal tokens need a key, or a private_key, and not both.")
        if self.other_keys and not self.private_key:
            raise ValueError("Only beside a private_key other_keys can be published.")
