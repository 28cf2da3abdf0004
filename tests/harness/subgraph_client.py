"""A caller of one subgraph as the gateway calls it: bytes and a signed identity in, JSON out."""

from __future__ import annotations

import time
from typing import Any

import orjson
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.common.internal_identity import GATEWAY_ISSUER, IDENTITY_HEADER, USER_PREFIX
from marketplace.common.public_ids import encode_public_id
from marketplace.common.requester import ANONYMOUS, Requester
from marketplace.common.subgraph_endpoint import SubgraphEndpoint


def signed_identity(requester: Requester, *, audience: str) -> dict[str, str]:
    claims: dict[str, Any] = {
        "iss": GATEWAY_ISSUER,
        "aud": audience,
        "exp": int(time.time()) + 60,
        "roles": sorted(requester.roles),
    }
    if requester.user_id is not None:
        claims["sub"] = encode_public_id(USER_PREFIX, requester.user_id)
    key = OctKey.import_key(settings.INTERNAL_TOKEN_KEY)
    return {IDENTITY_HEADER: jwt.encode({"alg": "HS256"}, claims, key)}


def ask(
    endpoint: SubgraphEndpoint[Any], query: str, requester: Requester = ANONYMOUS, **variables: Any
) -> dict[str, Any]:
    """Return the answer: `data`, and perhaps `errors`."""
    body = orjson.dumps({"query": query, "variables": variables})
    response = endpoint.handle(body, signed_identity(requester, audience=endpoint.name))
    assert response.status == 200, response.body
    answer: dict[str, Any] = orjson.loads(response.body)
    return answer
