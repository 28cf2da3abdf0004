"""A subgraph believes the gateway, and nobody else: not even for entities, which clients cannot ask for by name."""

from __future__ import annotations

import time
from typing import Any

import orjson
import pytest
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.endpoints import SubgraphName, endpoint_of

GATEWAY_KEY = settings.INTERNAL_TOKEN_KEY
QUERIES = (
    {"query": "{ __typename }"},
    {
        "query": "query($r: [_Any!]!) { _entities(representations: $r) { __typename } }",
        "variables": {"r": [{"__typename": "User", "id": "user_1"}]},
    },
)


def token(subgraph: SubgraphName, key: str = GATEWAY_KEY, **changes: Any) -> str:
    """A good one, unless the changes make it bad."""
    now = int(time.time())
    claims: dict[str, Any] = {"iss": "gateway", "aud": subgraph.value, "iat": now, "exp": now + 60, "roles": []}
    claims.update(changes)
    present = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "HS256"}, present, OctKey.import_key(key))


def tampered(good: str) -> str:
    head, claims, signature = good.split(".")
    return f"{head}.{claims[:-2]}{'AA' if claims[-2:] != 'AA' else 'BB'}.{signature}"


BAD = {
    "none": lambda _: None,
    "empty": lambda _: "",
    "of another key": lambda name: token(name, "f" * 48),
    "of a client's key": lambda name: token(name, settings.ACCESS_TOKEN_KEY),
    "expired": lambda name: token(name, exp=int(time.time()) - 1),
    "without end": lambda name: token(name, exp=None),
    "for another subgraph": lambda name: token(next(other for other in SubgraphName if other is not name)),
    "for nobody": lambda name: token(name, aud=None),
    "of another issuer": lambda name: token(name, iss="holdfast"),
    "tampered with": lambda name: tampered(token(name)),
    "unsigned": lambda name: f"eyJhbGciOiJub25lIn0.{token(name).split('.')[1]}.",
    "of an unknown role": lambda name: token(name, roles=["GOD"]),
    "of no user": lambda name: token(name, sub="somebody"),
}


@pytest.mark.parametrize("name", SubgraphName)
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("request_body", QUERIES, ids=["a query", "entities"])
def test_a_call_with_a_bad_token_is_refused(name, bad, request_body):
    given = bad(name)
    headers = {} if given is None else {"x-holdfast-identity": given}
    response = endpoint_of(name).handle(orjson.dumps(request_body), headers)
    assert response.status == 401
    assert orjson.loads(response.body)["errors"][0]["extensions"]["code"] == "INTERNAL_TOKEN_REQUIRED"


@pytest.mark.django_db
@pytest.mark.parametrize("name", SubgraphName)
def test_a_call_with_the_gateways_token_is_answered(name):
    response = endpoint_of(name).handle(b'{"query":"{ __typename }"}', {"x-holdfast-identity": token(name)})
    assert (response.status, orjson.loads(response.body)) == (200, {"data": {"__typename": "Query"}})
