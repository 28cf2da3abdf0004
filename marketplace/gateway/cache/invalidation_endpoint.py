"""`POST /cache/invalidate`, for whoever mounts it and knows who may: a body in, status and body out."""

from http import HTTPStatus
from typing import Any

import orjson

from marketplace.gateway.cache.invalidation import read_invalidations
from marketplace.gateway.cache.invalidator import Invalidator
from marketplace.gateway.errors import InvalidationRefusedError

INVALIDATION_PATH = "/cache/invalidate"


async def answer_invalidation(invalidator: Invalidator, body: bytes) -> tuple[int, dict[str, Any]]:
    """Status and JSON. 202 says that other processes drop it when its time ends and not now, Redis being gone. Raises
    InvalidationRefusedError.
    """
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidationRefusedError(f"The body is not JSON: {error}.") from error
    invalidations = read_invalidations(given)
    everywhere = await invalidator.invalidate(invalidations)
    status = HTTPStatus.OK if everywhere else HTTPStatus.ACCEPTED
    return status, {"invalidated": len(invalidations), "everywhere": everywhere}
