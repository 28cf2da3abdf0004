"""Tokens of several issuers: each is believed with its own keys, algorithms, audiences and types only."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable
from typing import Any

import pytest

from marketplace.gateway.auth import ClientTokenVerifier, VerifiedToken
from marketplace.gateway.auth.key_sources import MemoryKeys
from marketplace.gateway.cache import LruCache
from marketplace.gateway.config import ClientTokenConfig, SigningAlgorithm, TokenIssuerConfig
from marketplace.gateway.context import Principal
from marketplace.gateway.errors import InvalidTokenError, TokenKeysUnavailableError
from tests.harness.token_issuer import RSA, TokenIssuer

ES256, RS256 = SigningAlgorithm.ES256, SigningAlgorithm.RS256


class Believer:
    """A verifier of one issuer's tokens, whose key set is in memory."""

    def __init__(self, issuer: TokenIssuer, tokens: dict[str, Any] | None = None, **options: Any) -> None:
        config = TokenIssuerConfig(
            issuer=issuer.name, audiences=frozenset({"shop"}), jwks_url="https://issuer.test/keys", **options
        )
        self.source = MemoryKeys(issuer.key_set)
        self.verifier = ClientTokenVerifier(
            ClientTokenConfig(issuers=(config,), **(tokens or {})), LruCache(100), {issuer.name: self.source}
        )

    async def verify(self, token: str) -> VerifiedToken:
        outcome = self.verifier.verify(token)
        return await outcome if isinstance(outcome, Awaitable) else outcome

    def principal(self, token: str) -> Principal:
        return asyncio.run(self.verify(token)).principal

    def refusal(self, token: str) -> str:
        with pytest.raises(InvalidTokenError) as refused:
            asyncio.run(self.verify(token))
        return refused.value.message


def issuer_with(*key_ids: str, algorithm: SigningAlgorithm = ES256) -> TokenIssuer:
    issuer = TokenIssuer()
    for key_id in key_ids:
        issuer.add_key(key_id, algorithm)
    return issuer


@pytest.mark.parametrize("algorithm", sorted(set(SigningAlgorithm) - {SigningAlgorithm.HS256}))
def test_every_kind_of_public_key_verifies(algorithm):
    issuer = issuer_with("k1", algorithm=algorithm)
    assert Believer(issuer).principal(issuer.token("k1", algorithm)).scopes == frozenset({"read", "write"})


def test_roles_scopes_client_and_kept_claims_are_read_where_the_issuer_has_them():
    issuer = issuer_with("k1")
    token = issuer.token(
        "k1", scope=None, scp=["a", "b"], realm_access={"roles": ["R"]}, azp="app", tenant={"id": 7, "tags": ["x"]}
    )
    believer = Believer(issuer, {"kept_claims": frozenset({"tenant", "absent"})}, roles_claim="realm_access.roles")
    principal = believer.principal(token)
    assert (principal.roles, principal.scopes, principal.client) == (frozenset({"R"}), frozenset({"a", "b"}), "app")
    assert principal.claim("tenant") == (("id", 7), ("tags", ("x",)))
    assert principal.claim("absent") is None
    assert hash(principal) == hash(believer.principal(token))


def test_a_claim_whose_name_is_a_url_is_not_taken_apart():
    issuer = issuer_with("k1")
    claims: dict[str, Any] = {"https://shop.test/roles": ["R"]}
    token = issuer.token("k1", **claims)
    assert Believer(issuer, roles_claim="https://shop.test/roles").principal(token).roles == frozenset({"R"})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "https://other.test"}, "issuer is not one of those"),
        ({"iss": None}, "issuer is not one of those"),
        ({"aud": "elsewhere"}, "aud"),
        ({"aud": None}, "aud"),
        ({"exp": int(time.time()) - 60}, "expired"),
        ({"exp": None}, "exp"),
        ({"nbf": int(time.time()) + 60}, "not yet valid"),
        ({"header": {"typ": "logout+jwt"}}, "another type"),
        ({"header": {"typ": "dpop+jwt"}}, "another type"),
        ({"sub": "x" * 10_000}, "longer than 8192"),
        ({"scope": 7}, "list of texts"),
    ],
)
def test_what_is_wrong_is_told(changes, reason):
    issuer = issuer_with("k1")
    assert reason in Believer(issuer).refusal(issuer.token("k1", **changes))


@pytest.mark.parametrize("type_", ["at+jwt", "AT+JWT", "application/at+jwt", "JWT", None])
def test_the_type_is_compared_as_a_media_type(type_):
    issuer = issuer_with("k1")
    assert Believer(issuer).principal(issuer.token("k1", header={"typ": type_})).subject == "user_1"


def test_where_access_tokens_are_asked_for_an_id_token_is_none():
    issuer = issuer_with("k1")
    believer = Believer(issuer, types=frozenset({"at+jwt"}))
    assert "another type" in believer.refusal(issuer.token("k1"))
    assert believer.principal(issuer.token("k1", header={"typ": "at+jwt"})).subject == "user_1"


def test_an_algorithm_that_the_issuer_may_not_use_is_refused_though_the_key_fits():
    issuer = issuer_with("k1", algorithm=RS256)
    believer = Believer(issuer, algorithms=frozenset({SigningAlgorithm.PS256}))
    assert "in a way that its issuer does not use" in believer.refusal(issuer.token("k1", RS256))


@pytest.mark.parametrize("algorithm", ["none", "NONE", "HS256", "HS512", "RS1"])
def test_no_signature_and_no_shared_secret_is_believed_from_a_key_set(algorithm):
    """HS256 with the public key as the secret is the classical confusion."""
    issuer = issuer_with("k1", algorithm=RS256)
    head = _encoded({"alg": algorithm, "kid": "k1", "typ": "JWT"})
    claims = {"iss": issuer.name, "aud": "shop", "sub": "u", "exp": int(time.time()) + 60}
    signed = f"{head}.{_encoded(claims)}"
    secret = RSA.as_pem(private=False)
    signature = base64.urlsafe_b64encode(hmac.new(secret, signed.encode(), hashlib.sha256).digest()).rstrip(b"=")
    assert "in a way that" in Believer(issuer).refusal(f"{signed}.{'' if 'ne' in algorithm else signature.decode()}")


def test_a_critical_header_that_is_not_understood_is_refused():
    issuer = issuer_with("k1")
    _, claims, signature = issuer.token("k1").split(".")
    head = _encoded({"alg": "ES256", "kid": "k1", "crit": ["policy"], "policy": "strict"})
    assert "unsupported_header" in Believer(issuer).refusal(f"{head}.{claims}.{signature}")


def test_keys_in_the_token_itself_are_not_looked_at():
    attacker = TokenIssuer()
    attacker.add_key("k1")
    own = attacker.keys["k1"].as_dict(private=False)
    token = attacker.token("k1", header={"jwk": own, "jku": "https://attacker.test/keys", "x5u": "https://a.test"})
    believer = Believer(issuer_with("k1"))
    assert "bad_signature" in believer.refusal(token)
    assert believer.source.fetches == 1


@pytest.mark.parametrize("key_id", ["../../../etc/passwd", "' OR 1=1 --", "https://a.test/k", "", "k1\x00", "ü"])
def test_a_key_id_is_nothing_but_compared(key_id):
    issuer = issuer_with("k1")
    issuer.keys[key_id] = issuer.keys["k1"]
    assert "unknown key" in Believer(issuer).refusal(issuer.token(key_id))


@pytest.mark.parametrize(
    "token",
    [
        "a.b",
        "a.b.c.d",
        "é.é.é",
        f"{base64.urlsafe_b64encode(b'[' * 3000).decode()}.e30.x",
        f"{base64.urlsafe_b64encode(json.dumps({'alg': 7}).encode()).decode()}.e30.x",
        f"{base64.urlsafe_b64encode(json.dumps({'alg': 'ES256', 'kid': {}}).encode()).decode()}.e30.x",
        "e30.W10.x",
    ],
)
def test_what_is_no_token_is_refused(token):
    assert "not a JSON Web Token" in Believer(issuer_with("k1")).refusal(token)


def test_keys_for_other_purposes_and_of_other_kinds_are_passed_over():
    issuer = issuer_with("k1")
    issuer.add_key("enc", publish=False)
    issuer.further = [
        {"kty": "oct", "kid": "secret", "k": "c2VjcmV0c2VjcmV0c2VjcmV0"},
        {**issuer.keys["enc"].as_dict(private=False), "kid": "enc", "use": "enc"},
        {**issuer.keys["enc"].as_dict(private=False), "kid": "enc", "key_ops": ["deriveKey"]},
        {**issuer.keys["enc"].as_dict(private=False), "kid": "enc", "alg": "ES384"},
        {"kty": "RSA", "kid": "small", "n": "AQAB", "e": "AQAB"},
        {"kty": "EC", "crv": "P-521", "kid": "large"},
        {"kty": "new", "kid": "new"},
        "not a key",
    ]
    believer = Believer(issuer)
    assert believer.principal(issuer.token("k1")).subject == "user_1"
    assert "unknown key" in believer.refusal(issuer.token("enc"))


def test_a_token_without_a_key_id_is_tried_with_the_keys_that_fit():
    issuer = issuer_with("k1", "k2")
    assert Believer(issuer).principal(issuer.token("k2", header={"kid": None})).subject == "user_1"


def test_each_issuer_is_believed_with_its_own_keys_only():
    first, second = issuer_with("k1"), TokenIssuer("https://second.test")
    second.add_key("k1")
    forged = second.token("k1", iss=first.name)
    assert "bad_signature" in Believer(first).refusal(forged)


def test_a_key_that_is_retired_takes_its_tokens_with_it():
    """Also those that were verified before, from the next fetch on."""

    async def verify_again_and_again(token: str, believer: Believer) -> None:
        while True:  # each verification causes a fetch here
            await believer.verify(token)
            await asyncio.sleep(0.01)

    async def scenario() -> None:
        issuer = issuer_with("k1", "k2")
        believer = Believer(issuer, {"refresh_interval": 0.0, "unknown_key_interval": 60.0})
        token = issuer.token("k1")
        await believer.verify(token)
        issuer.retire_key("k1")
        believer.source.text = issuer.key_set
        with pytest.raises(InvalidTokenError, match="unknown key"):
            await verify_again_and_again(token, believer)
        await believer.verify(issuer.token("k2"))

    asyncio.run(scenario())


def test_while_no_key_was_ever_fetched_nobody_is_called_a_liar():
    issuer = issuer_with("k1")
    believer = Believer(issuer)
    believer.source.text = None

    async def scenario() -> None:
        for _ in range(2):
            with pytest.raises(TokenKeysUnavailableError) as refused:
                await believer.verify(issuer.token("k1"))
            assert refused.value.http_status == 503
        assert believer.source.fetches == 1
        assert believer.verifier.troubles == {issuer.name: "the test says so"}

    asyncio.run(scenario())


def _encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
