"""Access tokens are believed only when signature, issuer, audience and time agree."""

import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.gateway.auth import ClientTokenVerifier, VerifiedToken
from marketplace.gateway.cache import LruCache
from marketplace.gateway.config import ClientTokenConfig
from marketplace.gateway.context import Principal
from marketplace.gateway.errors import InvalidTokenError

KEY = "k" * 40


def token(key: str = KEY, algorithm: str = "HS256", **changes: Any) -> str:
    claims: dict[str, Any] = {
        "iss": "holdfast",
        "aud": "marketplace",
        "sub": "user_1",
        "roles": ["MEMBER", "ENGINEER"],
        "exp": int(time.time()) + 60,
    }
    claims.update(changes)
    present = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": algorithm}, present, OctKey.import_key(key), algorithms=[algorithm])


def verifier(cache: LruCache[str, VerifiedToken] | None = None, **options: Any) -> ClientTokenVerifier:
    return ClientTokenVerifier(ClientTokenConfig(key=KEY, **options), LruCache(10) if cache is None else cache)


def verified(token: str, **options: Any) -> VerifiedToken:
    """With a shared secret nothing has to be waited for."""
    proof = verifier(**options).verify(token)
    assert isinstance(proof, VerifiedToken)
    return proof


def test_a_good_token_names_its_holder_and_roles():
    assert verified(token()).principal == Principal("user_1", frozenset({"MEMBER", "ENGINEER"}))


def test_a_token_without_roles_has_none():
    assert verified(token(roles=None)).principal.roles == frozenset()


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "nonsense",
        "a.b.c",
        token("x" * 40),
        token(algorithm="HS512"),
        token(iss="someone"),
        token(aud="elsewhere"),
        token(iss=None),
        token(aud=None),
        token(sub=None),
        token(exp=None),
        token(sub=7),
        token(roles="ENGINEER"),
        token(roles=[1]),
        token(nbf=int(time.time()) + 60),
        "eyJhbGciOiJub25lIn0.eyJpc3MiOiJob2xkZmFzdCIsImF1ZCI6Im1hcmtldHBsYWNlIiwic3ViIjoidSJ9.",
        token(sub="u" * 10_000),
    ],
)
def test_any_other_token_is_refused(bad):
    with pytest.raises(InvalidTokenError) as refusal:
        verifier().verify(bad)
    assert refusal.value.http_status == 401
    assert refusal.value.response_headers["www-authenticate"].startswith("Bearer")


def test_a_token_tells_until_when_it_is_accepted():
    proof = verified(token(exp=2_000_000_000), leeway=5)
    assert proof.expires_at == 2_000_000_005


def test_an_expired_token_is_told_apart():
    with pytest.raises(InvalidTokenError, match="has expired"):
        verifier().verify(token(exp=int(time.time()) - 60))


def test_a_remembered_token_still_expires():
    cache: LruCache[str, VerifiedToken] = LruCache(10)
    text = token()
    cache.put(text, VerifiedToken(Principal("user_1", frozenset()), time.time() - 60))
    with pytest.raises(InvalidTokenError, match="has expired"):
        verifier(cache).verify(text)


def test_a_good_token_is_verified_once():
    cache: LruCache[str, VerifiedToken] = LruCache(10)
    checked = verifier(cache)
    text = token()
    assert checked.verify(text) is checked.verify(text)
    assert (cache.hits, cache.misses) == (1, 1)


def test_a_bad_token_is_not_remembered():
    cache: LruCache[str, VerifiedToken] = LruCache(10)
    with pytest.raises(InvalidTokenError):
        verifier(cache).verify("nonsense")
    assert len(cache) == 0
