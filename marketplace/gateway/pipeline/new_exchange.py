"""A request as it enters the stages."""

import re
import secrets

from marketplace.gateway.pipeline.exchange import Exchange, HttpRequest

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def new_exchange(request: HttpRequest) -> Exchange:
    """The state of a request that begins now."""
    return Exchange(request, _request_id(request))


def _request_id(request: HttpRequest) -> str:
    """The client's own id where it is harmless, so that its logs and ours can be joined."""
    given = request.headers.get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
