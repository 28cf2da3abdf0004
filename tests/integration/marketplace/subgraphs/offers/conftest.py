"""A caller of the offers subgraph as the gateway calls it: bytes and a signed identity in, JSON out."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.common.internal_identity import GATEWAY_ISSUER, IDENTITY_HEADER, USER_PREFIX
from marketplace.common.public_ids import encode_public_id
from marketplace.common.requester import ANONYMOUS, Requester
from marketplace.common.subgraph_endpoint import SubgraphEndpoint
from marketplace.subgraphs.offers.schema import loaders_factory, schema

Ask = Callable[..., dict[str, Any]]


def signed_identity(requester: Requester) -> str:
    claims: dict[str, Any] = {"iss": GATEWAY_ISSUER, "aud": "offers", "exp": int(time.time()) + 60}
    if requester.user_id is not None:
        claims |= {
            "sub": encode_public_id(USER_PREFIX, requester.user_id),
            "roles": sorted(requester.roles),
        }
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(settings.INTERNAL_TOKEN_KEY))


@pytest.fixture
def ask() -> Ask:
    """`ask(query, requester=..., **variables)` returns the answer: `data` and perhaps `errors`."""
    endpoint = SubgraphEndpoint(
        name="offers",
        schema=schema,
        loaders_factory=loaders_factory,
        internal_key=settings.INTERNAL_TOKEN_KEY,
    )

    def ask(query: str, requester: Requester = ANONYMOUS, **variables: Any) -> dict[str, Any]:
        body = orjson.dumps({"query": query, "variables": variables})
        response = endpoint.handle(body, {IDENTITY_HEADER: signed_identity(requester)})
        assert response.status == 200, response.body
        answer: dict[str, Any] = orjson.loads(response.body)
        return answer

    return ask
