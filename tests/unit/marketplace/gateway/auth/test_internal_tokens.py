"""Tokens for subgraphs: one audience each, short-lived, given again while fresh."""

import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.gateway.auth import InternalTokenIssuer, IssuedToken
from marketplace.gateway.cache import LruCache
from marketplace.gateway.config import InternalTokenConfig
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
