from __future__ import annotations

import time

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.common.internal_identity import IDENTITY_HEADER, IdentityRefusedError, IdentityVerifier
from marketplace.common.public_ids import encode_public_id, new_key
from marketplace.common.requester import ANONYMOUS, Requester, Role

KEY = "insecure-key-of-this-test-0123456789"
USER = new_key()
VERIFIER = IdentityVerifier(audience="users", internal_key=KEY)


def header(key: str = KEY, algorithm: str = "HS256", **changes: object) -> dict[str, str]:
    claims = {"iss": "gateway", "aud": "users", "exp": int(time.time()) + 60, "roles": ["MEMBER"]} | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    return {IDENTITY_HEADER: jwt.encode({"alg": algorithm}, claims, OctKey.import_key(key), algorithms=[algorithm])}


def test_a_token_of_the_gateway_tells_who_asks():
    headers = header(sub=encode_public_id("user", USER), roles=["MEMBER", "ADMINISTRATOR"])
    assert VERIFIER.requester_of(headers) == Requester(USER, frozenset({Role.MEMBER, Role.ADMINISTRATOR}))


def test_a_token_without_subject_is_of_nobody():
    assert VERIFIER.requester_of(header(roles=None)) == ANONYMOUS


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no token"),
        pytest.param({IDENTITY_HEADER: ""}, id="empty"),
        pytest.param({IDENTITY_HEADER: "a.b.c"}, id="not a token"),
        pytest.param(header(key="insecure-other-key-of-this-test-0123456789"), id="another key"),
        pytest.param(header(algorithm="HS512"), id="another algorithm"),
        pytest.param(header(aud="offers"), id="another subgraph"),
        pytest.param(header(aud=None), id="no audience"),
        pytest.param(header(iss="holdfast"), id="an access token's issuer"),
        pytest.param(header(exp=int(time.time()) - 10), id="expired"),
        pytest.param(header(exp=None), id="without end"),
        pytest.param(header(sub="user_junk"), id="malformed subject"),
        pytest.param(header(roles=["EMPEROR"]), id="unknown role"),
        pytest.param(header(roles=7), id="roles of another type"),
    ],
)
def test_any_other_token_is_refused(headers):
    with pytest.raises(IdentityRefusedError):
        VERIFIER.requester_of(headers)


def test_an_unsigned_token_is_refused():
    signed = header()[IDENTITY_HEADER]
    unsigned = "eyJhbGciOiJub25lIn0." + signed.split(".")[1] + "."
    with pytest.raises(IdentityRefusedError):
        VERIFIER.requester_of({IDENTITY_HEADER: unsigned})
