"""Stage: the GraphQL parameters out of the HTTP request. GraphQL over HTTP, section 5.

Cross-site request forgery needs no stage of its own: see `decisions/no-csrf-header.md`.
"""

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import orjson

from marketplace.gateway.config import LimitsConfig
from marketplace.gateway.errors import (
    MalformedRequestError,
    MethodNotAllowedError,
    RequestTooLargeError,
    UnsupportedMediaTypeError,
)
from marketplace.gateway.limits import refuse_oversized_json
from marketplace.gateway.pipeline.exchange import Exchange, GraphQLParameters, HttpRequest
from marketplace.gateway.pipeline.media_types import accepts_event_stream, accepts_multipart, choose_media_type
from marketplace.gateway.pipeline.services import Services

Kind = TypeVar("Kind", str, dict[str, Any])

ALLOWED_METHODS = "GET, POST"
JSON_KINDS = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
}


def read_request(exchange: Exchange, services: Services) -> None:
    """Sets `media_type`, `can_stream`, `can_defer` and `parameters`."""
    request = exchange.request
    accept = request.headers.get("accept")
    exchange.media_type = choose_media_type(accept)
    exchange.can_stream = accepts_event_stream(accept)
    exchange.can_defer = accepts_multipart(accept)
    limits = services.config.limits
    if len(request.body) + len(request.query_string) > limits.max_body_bytes:
        raise RequestTooLargeError.than(limits.max_body_bytes)
    match request.method:
        case "POST":
            raw = _read_body(request)
        case "GET":
            raw = _read_query_string(request.query_string)
        case _:
            raise MethodNotAllowedError(
                f"GraphQL requests are sent by POST or GET, not {request.method}.",
                allow=ALLOWED_METHODS,
            )
    exchange.parameters = read_parameters(raw, limits)


def _read_body(request: HttpRequest) -> Mapping[str, Any]:
    media_type, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    if media_type != "application/json":
        raise UnsupportedMediaTypeError("Send the request as JSON, with the header 'Content-Type: application/json'.")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(' "') not in {"utf-8", "utf8"}:
            raise UnsupportedMediaTypeError("Send the request encoded in UTF-8.")
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(
            f'The request body is not valid JSON: {error}. Send an object such as {{"query": "{{ __typename }}"}}.'
        ) from error
    if isinstance(body, list):
        raise MalformedRequestError("Batches of operations are not accepted: send each operation in its own request.")
    if not isinstance(body, dict):
        raise MalformedRequestError(f"The request body must be a JSON object, not {JSON_KINDS[type(body)]}.")
    return body


def _read_query_string(query_string: str) -> Mapping[str, Any]:
    try:
        pairs = parse_qsl(query_string, keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise MalformedRequestError(f"The query string cannot be read: {error}.") from error
    raw: dict[str, Any] = dict(pairs)
    if len(raw) != len(pairs):
        raise MalformedRequestError("The query string gives one parameter more than once.")
    if raw.get("operationName") == "":
        del raw["operationName"]
    for name in ("variables", "extensions"):
        text = raw.pop(name, "")
        if text:
            try:
                raw[name] = orjson.loads(text)
            except orjson.JSONDecodeError as error:
                raise MalformedRequestError(f"The parameter '{name}' is not valid JSON: {error}.") from error
    return raw


def read_parameters(raw: Mapping[str, Any], limits: LimitsConfig) -> GraphQLParameters:
    """The parameters in a JSON object; raises MalformedRequestError, or OperationLimitError for the variables."""
    extensions = _optional(dict, "extensions", raw.get("extensions")) or {}
    document_id = _document_id(raw.get("documentId"), extensions)
    query = raw.get("query")
    if not query and not document_id:
        raise MalformedRequestError("The parameter 'query' is missing: give it the text of a GraphQL document.")
    parameters = GraphQLParameters(
        query=_require(str, "query", query or ""),
        operation_name=_optional(str, "operationName", raw.get("operationName")),
        variables=_optional(dict, "variables", raw.get("variables")) or {},
        extensions=extensions,
        document_id=document_id,
    )
    if parameters.variables:
        refuse_oversized_json(parameters.variables, limits)
    return parameters


def _document_id(given: Any, extensions: Mapping[str, Any]) -> str:
    """What the document is registered under; empty where it came as text alone."""
    if given is None:
        persisted = extensions.get("persistedQuery") if extensions else None
        if persisted is None:
            return ""
        if not isinstance(persisted, dict) or persisted.get("version") != 1:
            raise MalformedRequestError("The extension 'persistedQuery' is an object with version 1 and a sha256Hash.")
        given = persisted.get("sha256Hash")
    return _require(str, "documentId", given).removeprefix("sha256:")


def _require(kind: type[Kind], name: str, value: Any) -> Kind:
    if not isinstance(value, kind):
        raise MalformedRequestError(
            f"The parameter '{name}' must be {JSON_KINDS[kind]}, not {JSON_KINDS[type(value)]}."
        )
    return value


def _optional(kind: type[Kind], name: str, value: Any) -> Kind | None:
    return None if value is None else _require(kind, name, value)
