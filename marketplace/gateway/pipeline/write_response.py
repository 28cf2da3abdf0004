"""Stage: the HTTP response. GraphQL over HTTP, section 6.4 (status codes by media type)."""

from collections.abc import AsyncGenerator, Mapping

import orjson
from graphql import OperationType

from marketplace.gateway.config import LiveConfig
from marketplace.gateway.errors import ClientError, OperationError
from marketplace.gateway.pipeline.event_stream import tell_refusal, write_events
from marketplace.gateway.pipeline.exchange import Exchange, HttpResponse, StreamedResponse
from marketplace.gateway.pipeline.media_types import EVENT_STREAM, JSON
from marketplace.gateway.pipeline.multipart import CONTENT_TYPE, write_parts
from marketplace.gateway.pipeline.respond import internal_error_entry, response_bodies, result_body

Response = HttpResponse | StreamedResponse

OK = 200
INTERNAL_SERVER_ERROR = 500
COMMON_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
"""No answer may be stored on the way: it belongs to whoever holds the token."""


def write_result(exchange: Exchange, config: LiveConfig) -> Response:
    """An operation was executed: 200, whatever errors its fields had."""
    if hasattr(exchange, "parts"):
        return _stream(exchange, write_parts(exchange), CONTENT_TYPE)
    if exchange.media_type is EVENT_STREAM:
        events = write_events(response_bodies(exchange), config, exchange.context.expires_at)
        return _stream(exchange, events, lasting=exchange.operation.operation is OperationType.SUBSCRIPTION)
    return _response(exchange, OK, exchange.body or orjson.dumps(result_body(exchange, exchange.result)))


def write_client_error(exchange: Exchange, error: ClientError) -> Response:
    """Nothing was executed, by the client's fault."""
    if exchange.media_type is EVENT_STREAM and isinstance(error, OperationError):
        return _stream(exchange, tell_refusal(error.formatted_all()))
    told_by_body = isinstance(error, OperationError) and not exchange.media_type.honest_status
    return _response(
        exchange,
        OK if told_by_body else error.http_status,
        orjson.dumps({"errors": error.formatted_all()}),
        error.response_headers,
    )


def write_internal_error(exchange: Exchange) -> HttpResponse:
    """Our fault: a fixed sentence, and the id under which the log has the rest."""
    return _response(exchange, INTERNAL_SERVER_ERROR, orjson.dumps({"errors": [internal_error_entry(exchange)]}))


def _response(exchange: Exchange, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        status=status,
        headers={
            "content-type": (JSON if exchange.media_type is EVENT_STREAM else exchange.media_type).content_type,
            "x-request-id": exchange.request_id,
            **COMMON_HEADERS,
            **(headers or {}),
            **exchange.response_headers,
        },
        body=body,
        cookies=exchange.cookies,
    )


def _stream(
    exchange: Exchange,
    pieces: AsyncGenerator[bytes, None],
    content_type: str = EVENT_STREAM.content_type,
    *,
    lasting: bool = False,
) -> StreamedResponse:
    headers = {
        "content-type": content_type,
        "x-request-id": exchange.request_id,
        **COMMON_HEADERS,
        "x-accel-buffering": "no",
        **exchange.response_headers,
    }
    return StreamedResponse(OK, headers, pieces, exchange.cookies, lasting)
