"""Messages of `graphql-transport-ws`: what clients send, checked, and what they are sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from marketplace.gateway.app.websocket.closing import CloseCode, Closing

SUBPROTOCOL: Final = "graphql-transport-ws"
ACKNOWLEDGEMENT: Final = b'{"type":"connection_ack"}'
PING: Final = b'{"type":"ping"}'


@dataclass(frozen=True, slots=True)
class ConnectionInit:
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ping:
    payload: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Pong:
    pass


@dataclass(frozen=True, slots=True)
class Subscribe:
    id: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Complete:
    id: str


ClientMessage = ConnectionInit | Ping | Pong | Subscribe | Complete


def read_message(text: str | bytes) -> ClientMessage:
    """Raises Closing for what the subprotocol does not know."""
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Closing(CloseCode.BAD_REQUEST, "Messages are JSON.") from None
    if not isinstance(message, dict):
        raise Closing(CloseCode.BAD_REQUEST, "A message is a JSON object.")
    match message.get("type"):
        case "connection_init":
            return ConnectionInit(_payload(message) or {})
        case "ping":
            return Ping(_payload(message))
        case "pong":
            return Pong()
        case "subscribe":
            return Subscribe(_id(message), _operation(message))
        case "complete":
            return Complete(_id(message))
        case _:
            raise Closing(CloseCode.BAD_REQUEST, "The message's 'type' is not one that clients send.")


def pong(payload: Mapping[str, Any] | None) -> bytes:
    return orjson.dumps({"type": "pong"} if payload is None else {"type": "pong", "payload": payload})


def next_message(operation_id: str, response: Mapping[str, Any]) -> bytes:
    return orjson.dumps({"id": operation_id, "type": "next", "payload": response})


def error_message(operation_id: str, errors: Sequence[Mapping[str, Any]]) -> bytes:
    return orjson.dumps({"id": operation_id, "type": "error", "payload": errors})


def complete_message(operation_id: str) -> bytes:
    return orjson.dumps({"id": operation_id, "type": "complete"})


def _payload(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    payload = message.get("payload")
    if payload is not None and not isinstance(payload, dict):
        raise Closing(CloseCode.BAD_REQUEST, "The message's 'payload' is not an object.")
    return payload


def _id(message: Mapping[str, Any]) -> str:
    identifier = message.get("id")
    if not isinstance(identifier, str) or not identifier:
        raise Closing(CloseCode.BAD_REQUEST, "The message's 'id' is not a text.")
    return identifier


def _operation(message: Mapping[str, Any]) -> Mapping[str, Any]:
    payload = _payload(message)
    if payload is None or not isinstance(payload.get("query"), str):
        raise Closing(CloseCode.BAD_REQUEST, "The payload of 'subscribe' has no text 'query'.")
    return payload
