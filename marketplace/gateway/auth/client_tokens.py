"""Verification of the clients' access tokens (JSON Web Tokens: RFC 7519, RFC 9068)."""

import asyncio
import time
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass

from joserfc import jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, JoseError

from marketplace.gateway.auth.claims import principal_of
from marketplace.gateway.auth.key_ring import KeyRing
from marketplace.gateway.auth.key_sources import KeyFile, KeySource, KeyUrl
from marketplace.gateway.auth.signatures import verify_signature
from marketplace.gateway.auth.token_head import TokenHead, read_head
from marketplace.gateway.auth.trusted_keys import TrustedKey, shared_secret
from marketplace.gateway.config import ClientTokenConfig
from marketplace.gateway.config.tokens import KEY_SET_ALGORITHMS, SigningAlgorithm, TokenIssuerConfig
from marketplace.gateway.context import Principal
from marketplace.gateway.errors import InvalidTokenError, TokenKeysUnavailableError
from marketplace.gateway.ports import Cache


@dataclass(frozen=True, slots=True)
class VerifiedToken:
    """The outcome of one verification. From `expires_at` on (seconds since the epoch, leeway included) the token is
    refused, and as soon as the `key` that verified it is retired.
    """

    principal: Principal
    expires_at: float
    key: TrustedKey | None = None


class _Issuer:
    """Somebody whose tokens are believed."""

    def __init__(self, config: TokenIssuerConfig, tokens: ClientTokenConfig, source: KeySource | None) -> None:
        self.config = config
        possible = frozenset({SigningAlgorithm.HS256}) if config.key else KEY_SET_ALGORITHMS
        algorithms = config.algorithms or possible
        keys = (shared_secret(config.key),) if config.key else ()
        self.ring = KeyRing(config.issuer, algorithms, tokens, source, keys)
        self.algorithms = {algorithm.value: algorithm for algorithm in algorithms}
        self.types = frozenset(_media_type(name) for name in config.types)
        self.registry = jwt.JWTClaimsRegistry(
            leeway=tokens.leeway,
            iss={"essential": True, "value": config.issuer},
            aud={"essential": True, "values": sorted(config.audiences)},
            sub={"essential": True},
            exp={"essential": True},
        )


class ClientTokenVerifier:
    """Turns a token into what it proves, or raises InvalidTokenError saying what is wrong with it.

    A token names its issuer, which decides keys, algorithms and everything else; what is embedded in its header is not
    believed. Verified tokens are remembered until they expire: a look-up costs a hundredth of a verification. The raw
    token is the key and stays in this process's memory, where it has been anyway. `sources` are, by issuer, where key
    sets come from other than the configuration says.
    """

    def __init__(
        self,
        config: ClientTokenConfig,
        verified: Cache[str, VerifiedToken],
        sources: "dict[str, KeySource] | None" = None,
    ) -> None:
        self._config = config
        self._verified = verified
        self._issuers = {
            each.issuer: _Issuer(each, config, (sources or {}).get(each.issuer) or _source_of(each, config))
            for each in config.all_issuers
        }
        self._rings = [issuer.ring for issuer in self._issuers.values()]
        self._due_at = min(ring.due_at for ring in self._rings)

    @property
    def troubles(self) -> dict[str, str]:
        """Issuers whose keys could not be fetched the last time, and why."""
        return {ring.issuer: ring.trouble for ring in self._rings if ring.trouble is not None}

    def verify(self, token: str) -> VerifiedToken | Awaitable[VerifiedToken]:
        """What the token proves. It has to be waited for where keys must be fetched first."""
        if time.monotonic() >= self._due_at:
            self._refresh()
        remembered = self._verified.get(token)
        if remembered is not None and (remembered.key is None or not remembered.key.retired):
            if remembered.expires_at < time.time():
                raise _expired()
            return remembered
        head = self._read_head(token)
        issuer, algorithm = self._admit(head)
        candidates = issuer.ring.find(head.key_id, algorithm)
        if not candidates and issuer.ring.may_learn():
            return self._learn_and_verify(token, head, issuer, algorithm)
        return self._verify_by(candidates, token, issuer, algorithm)

    async def start(self) -> None:
        """Fetch all key sets, so that the first requests need not wait."""
        await asyncio.gather(*(ring.refresh() for ring in self._rings if ring.empty))

    async def aclose(self) -> None:
        """End what is under way."""
        for ring in self._rings:
            await ring.aclose()

    def _refresh(self) -> None:
        """Begin to fetch the key sets whose time has come; requests go on with those that are there."""
        now = time.monotonic()
        for ring in self._rings:
            if now >= ring.due_at and not ring.empty:
                ring.refresh()
        self._due_at = now + min(1.0, self._config.refresh_interval)

    def _read_head(self, token: str) -> TokenHead:
        if len(token) > self._config.max_token_bytes:
            raise InvalidTokenError(f"The access token is longer than {self._config.max_token_bytes} characters.")
        try:
            return read_head(token)
        except ValueError:
            raise _invalid("it is not a JSON Web Token") from None

    def _admit(self, head: TokenHead) -> tuple[_Issuer, SigningAlgorithm]:
        issuer = self._issuers.get(head.issuer)
        if issuer is None:
            raise _invalid("its issuer is not one of those believed here")
        algorithm = issuer.algorithms.get(head.algorithm)
        if algorithm is None:
            raise _invalid("it is signed in a way that its issuer does not use")
        if _media_type(head.type) not in issuer.types:
            raise _invalid("it is a token of another type")
        return issuer, algorithm

    async def _learn_and_verify(
        self, token: str, head: TokenHead, issuer: _Issuer, algorithm: SigningAlgorithm
    ) -> VerifiedToken:
        await asyncio.shield(issuer.ring.refresh())
        return self._verify_by(issuer.ring.find(head.key_id, algorithm), token, issuer, algorithm)

    def _verify_by(
        self, candidates: Iterable[TrustedKey], token: str, issuer: _Issuer, algorithm: SigningAlgorithm
    ) -> VerifiedToken:
        if issuer.ring.empty:
            raise TokenKeysUnavailableError
        problem: Exception | None = None
        for key in candidates:
            try:
                claims = verify_signature(token, key.jwk, algorithm)
                issuer.registry.validate(claims)
            except ExpiredTokenError:
                raise _expired() from None
            except BadSignatureError as error:
                problem = error
                continue
            except (JoseError, ValueError, RecursionError) as error:
                raise _invalid(_reason(error)) from error
            proof = VerifiedToken(
                principal=principal_of(claims, issuer.config, self._config.kept_claims),
                expires_at=float(claims["exp"]) + self._config.leeway,
                key=key,
            )
            self._verified.put(token, proof)
            return proof
        raise _invalid(_reason(problem) if problem else "it is signed with an unknown key")


def _source_of(config: TokenIssuerConfig, tokens: ClientTokenConfig) -> KeySource | None:
    if config.jwks_url:
        return KeyUrl(config.jwks_url, tokens.fetch_timeout, tokens.max_key_set_bytes)
    return KeyFile(config.jwks_file, tokens.max_key_set_bytes) if config.jwks_file else None


def _media_type(name: str) -> str:
    """Compared without case and without `application/` (RFC 7515, section 4.1.9)."""
    return name.lower().removeprefix("application/")


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__


def _invalid(reason: str) -> InvalidTokenError:
    return InvalidTokenError(
        f"The access token is not valid ({reason}). Sign in again, or send the request without an Authorization header "
        "to be served as a stranger."
    )


def _expired() -> InvalidTokenError:
    return InvalidTokenError("The access token has expired. Sign in again to get a new one.")
