"""Tokens for subgraphs: one audience each, short-lived, given again while fresh."""

import json
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from marketplace.gateway.auth import InternalTokenIssuer, IssuedToken
from marketplace.gateway.auth.signatures import verify_signature
from marketplace.gateway.auth.trusted_keys import read_key_set
from marketplace.gateway.cache import LruCache
from marketplace.gateway.config import IdentityClaim, InternalTokenConfig, SigningAlgorithm
from marketplace.gateway.config.tokens import KEY_SET_ALGORITHMS
from marketplace.gateway.context import Principal

KEY = "i" * 40
ALICE = Principal("user_1", frozenset({"MODERATOR", "MEMBER"}))


def make_issuer() -> tuple[InternalTokenIssuer, LruCache[tuple[Principal | None, str], IssuedToken]]:
    cache: LruCache[tuple[Principal | None, str], IssuedToken] = LruCache(10)
    return InternalTokenIssuer(InternalTokenConfig(key=KEY), cache), cache


def claims_of(headers) -> dict[str, Any]:
    return jwt.decode(headers["x-holdfast-identity"], OctKey.import_key(KEY), algorithms=["HS256"]).claims


def test_says_who_is_asking_and_for_whom():
    claims = claims_of(make_issuer()[0].headers_for(ALICE, "offers"))
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("gateway", "offers", "user_1")
    assert claims["roles"] == ["MEMBER", "MODERATOR"]
    assert claims["exp"] - claims["iat"] == 60
    assert abs(claims["iat"] - time.time()) < 5


def test_a_stranger_has_no_subject():
    claims = claims_of(make_issuer()[0].headers_for(None, "offers"))
    assert "sub" not in claims
    assert claims["roles"] == []


def test_each_subgraph_and_principal_has_its_own():
    issuer, _ = make_issuer()
    tokens = {
        issuer.headers_for(principal, subgraph)["x-holdfast-identity"]
        for principal in (None, ALICE)
        for subgraph in ("users", "offers")
    }
    assert len(tokens) == 4


def test_is_given_again_while_it_is_fresh_and_renewed_after():
    issuer, cache = make_issuer()
    first = issuer.headers_for(ALICE, "offers")
    assert issuer.headers_for(ALICE, "offers") is first
    cache.put((ALICE, "offers"), IssuedToken(first, renew_at=time.time() - 1))
    assert issuer.headers_for(ALICE, "offers") is not first


def pem(key: OKPKey | ECKey | RSAKey) -> str:
    return key.as_pem(private=True).decode()


@pytest.mark.parametrize(
    ("key", "algorithm"), [(OKPKey.generate_key("Ed25519"), "EdDSA"), (ECKey.generate_key("P-256"), "ES256")]
)
def test_a_private_key_signs_what_its_published_half_verifies(key, algorithm):
    config = InternalTokenConfig(private_key=pem(key))
    issuer = InternalTokenIssuer(config, LruCache(10))
    (published,) = issuer.key_set["keys"]
    assert "d" not in published
    assert (published["alg"], published["use"], published["kid"]) == (algorithm, "sig", key.thumbprint())
    token = issuer.headers_for(ALICE, "offers")["x-holdfast-identity"]
    (trusted,) = read_key_set(json.dumps(issuer.key_set).encode(), KEY_SET_ALGORITHMS)
    claims = verify_signature(token, trusted.jwk, SigningAlgorithm(algorithm))
    assert (claims["sub"], claims["aud"]) == ("user_1", "offers")


def test_the_next_and_the_last_key_are_published_beside_the_signing_one():
    keys = [OKPKey.generate_key("Ed25519") for _ in range(3)]
    config = InternalTokenConfig(private_key=pem(keys[0]), other_keys=(pem(keys[1]), pem(keys[2])))
    published = InternalTokenIssuer(config, LruCache(10)).key_set["keys"]
    assert [each["kid"] for each in published] == [key.thumbprint() for key in keys]


def test_a_secret_is_not_published():
    assert make_issuer()[0].key_set == {"keys": []}


@pytest.mark.parametrize("text", ["", "nonsense", pem(RSAKey.generate_key(2048)), pem(ECKey.generate_key("P-384"))])
def test_another_private_key_is_refused_at_once(text):
    with pytest.raises(ValueError, match="key"):
        InternalTokenIssuer(InternalTokenConfig(private_key=text), LruCache(10))


def test_tells_scopes_and_client_but_nothing_of_the_request():
    principal = Principal("user_1", frozenset(), scopes=frozenset({"write", "read"}), client="app")
    claims = claims_of(make_issuer()[0].headers_for(principal, "offers", "request-1"))
    assert (claims["scope"], claims["client_id"]) == ("read write", "app")
    assert "txn" not in claims


def test_tells_only_the_configured_claims():
    issuer = InternalTokenIssuer(InternalTokenConfig(key=KEY, claims=frozenset()), LruCache(10))
    assert set(claims_of(issuer.headers_for(ALICE, "offers"))) == {"iss", "aud", "sub", "iat", "exp"}


def test_with_the_request_in_it_each_request_has_its_own_token():
    cache: LruCache[tuple[Principal | None, str], IssuedToken] = LruCache(10)
    config = InternalTokenConfig(key=KEY, claims=frozenset({IdentityClaim.TRANSACTION}))
    issuer = InternalTokenIssuer(config, cache)
    assert [claims_of(issuer.headers_for(ALICE, "offers", each))["txn"] for each in ("r1", "r2")] == ["r1", "r2"]
    assert len(cache) == 0
