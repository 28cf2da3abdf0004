"""`POST /cache/invalidate`, for whoever mounts it: an HTTP request's parts in, a response's parts out."""

import hmac
from http import HTTPStatus
from typing import Any

import orjson

from marketplace.gateway.cache.invalidation import read_invalidations
from marketplace.gateway.cache.invalidator import Invalidator
from marketplace.gateway.errors import InvalidationRefusedError, InvalidTokenError

PATH = "/cache/invalidate"
LARGEST_BODY = 1024 * 1024


class InvalidationEndpoint:
    """Takes one invalidation or a list of them from whoever has the token. Without a token nobody does."""

    def __init__(self, invalidator: Invalidator, token: str) -> None:
        self._invalidator = invalidator
        self._expected = f"Bearer {token}".encode() if token else None

    async def handle(self, authorization: str | None, body: bytes) -> tuple[int, bytes]:
        """Status and JSON body. 202 says that other processes will drop it later than now, Redis being gone: when
        what they keep has ended.
        """
        given = (authorization or "").encode()
        if self._expected is None or not hmac.compare_digest(given, self._expected):
            error = InvalidTokenError("Send the token of the option `invalidation_token` as bearer token.")
            return error.http_status, _errors(error.formatted())
        try:
            invalidations = read_invalidations(_parse(body))
        except InvalidationRefusedError as error:
            return error.http_status, _errors(error.formatted())
        everywhere = await self._invalidator.invalidate(invalidations)
        status = HTTPStatus.OK if everywhere else HTTPStatus.ACCEPTED
        return status, orjson.dumps({"invalidated": len(invalidations), "everywhere": everywhere})


def _parse(body: bytes) -> Any:
    if len(body) > LARGEST_BODY:
        raise InvalidationRefusedError(f"The body is larger than {LARGEST_BODY} bytes. Send several lists.")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidationRefusedError(f"The body is not JSON: {error}.") from error


def _errors(entry: dict[str, Any]) -> bytes:
    return orjson.dumps({"errors": [entry]})
