"""Stage: the HTTP response. GraphQL over HTTP, section 6.4 (status codes by media type)."""

from collections.abc import Mapping
from typing import Any

import orjson

from marketplace.gateway.errors import MASKED_INTERNAL_MESSAGE, ClientError, InternalError, OperationError
from marketplace.gateway.pipeline.exchange import Exchange, HttpResponse

OK = 200
INTERNAL_SERVER_ERROR = 500
COMMON_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
"""No answer may be stored on the way: it belongs to whoever holds the token."""


def write_result(exchange: Exchange) -> HttpResponse:
    """An operation was executed: 200, whatever errors its fields had."""
    result = exchange.result
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = result.errors
    if exchange.extensions:
        body["extensions"] = exchange.extensions
    return _response(exchange, OK, body)


def write_client_error(exchange: Exchange, error: ClientError) -> HttpResponse:
    """Nothing was executed, by the client's fault."""
    told_by_body = isinstance(error, OperationError) and not exchange.media_type.honest_status
    return _response(
        exchange,
        OK if told_by_body else error.http_status,
        {"errors": error.formatted_all()},
        error.response_headers,
    )


def write_internal_error(exchange: Exchange) -> HttpResponse:
    """Our fault: a fixed sentence, and the id under which the log has the rest."""
    entry = {
        "message": MASKED_INTERNAL_MESSAGE,
        "extensions": {"code": InternalError.code, "requestId": exchange.request_id},
    }
    return _response(exchange, INTERNAL_SERVER_ERROR, {"errors": [entry]})


def _response(
    exchange: Exchange, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> HttpResponse:
    return HttpResponse(
        status=status,
        headers={
            "content-type": exchange.media_type.content_type,
            "x-request-id": exchange.request_id,
            **COMMON_HEADERS,
            **(headers or {}),
        },
        body=orjson.dumps(body),
    )
