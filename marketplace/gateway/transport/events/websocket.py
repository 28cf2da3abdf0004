"""Events over WebSocket: the client side of the subprotocol `graphql-transport-ws`."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, PayloadTooBig, WebSocketException
from websockets.typing import Subprotocol

from marketplace.gateway.config import EventSourceConfig
from marketplace.gateway.errors import (
    SubgraphConnectionLostError,
    SubgraphMalformedResponseError,
    SubgraphResponseTooLargeError,
    SubgraphTimeoutError,
    SubgraphUnreachableError,
)
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport.http.address import SubgraphAddress

SUBPROTOCOL = "graphql-transport-ws"
OPERATION_ID = "1"
CLOSE_TIMEOUT = 1.0
MESSAGE_TOO_BIG = 1009
MAX_QUEUED_EVENTS = 16
"""Events read ahead; beyond them the subgraph is held up by TCP."""


class WebSocketEventSource:
    """One connection for each subscription, because a connection carries one client's identity: its headers go with
    the handshake, and again as the payload of `connection_init`. Redirects are not followed.
    """

    def __init__(self, name: str, url: str, config: EventSourceConfig) -> None:
        self._name = name
        self._config = config
        address = SubgraphAddress.parse(_as_http(url))
        scheme = "wss" if address.ssl_context else "ws"
        self._uri = f"{scheme}://{address.host_header}{address.path}"
        self._socket_path = address.socket_path
        self._ssl: ssl.SSLContext | None = address.ssl_context

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        async with self._connection(request.headers) as connection:
            try:
                await self._open_operation(connection, request)
                while True:
                    message = await self._receive(connection)
                    match message["type"]:
                        case "next":
                            yield SubgraphResponse(200, {}, orjson.dumps(message.get("payload")))
                        case "error":
                            yield SubgraphResponse(200, {}, orjson.dumps({"errors": message.get("payload")}))
                            return
                        case "complete":
                            return
            except ConnectionClosed as closed:
                raise self._lost(closed) from closed

    @asynccontextmanager
    async def _connection(self, headers: Mapping[str, str]) -> AsyncGenerator[ClientConnection, None]:
        config = self._config
        options: dict[str, Any] = {"ssl": self._ssl} if self._ssl else {}
        if self._socket_path is not None:
            options |= {"unix": True, "path": self._socket_path}
        opening = _ConnectWithoutRedirects(
            self._uri,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            additional_headers=dict(headers),
            user_agent_header=None,
            compression=None,
            proxy=None,
            open_timeout=config.open_timeout,
            close_timeout=CLOSE_TIMEOUT,
            ping_interval=config.ping_interval,
            ping_timeout=config.ping_interval,
            max_size=config.max_event_bytes,
            max_queue=MAX_QUEUED_EVENTS,
            **options,
        )
        try:
            connection = await opening
        except TimeoutError:
            raise SubgraphUnreachableError(
                self._name, f"no WebSocket handshake within {config.open_timeout:g} s."
            ) from None
        except (OSError, WebSocketException) as error:
            raise SubgraphUnreachableError(self._name, f"cannot open a WebSocket at {self._uri} ({error}).") from error
        try:
            yield connection
        finally:
            await connection.close()

    async def _open_operation(self, connection: ClientConnection, request: SubgraphRequest) -> None:
        if connection.subprotocol != SUBPROTOCOL:
            raise SubgraphMalformedResponseError(self._name, f"it does not speak {SUBPROTOCOL}.")
        await _send(connection, {"type": "connection_init", "payload": dict(request.headers)})
        try:
            async with asyncio.timeout(self._config.open_timeout):
                while (await self._receive(connection))["type"] != "connection_ack":
                    pass
        except TimeoutError:
            raise SubgraphTimeoutError(
                self._name, f"it did not acknowledge the connection within {self._config.open_timeout:g} s."
            ) from None
        await _send(connection, {"id": OPERATION_ID, "type": "subscribe", "payload": orjson.loads(request.body)})

    async def _receive(self, connection: ClientConnection) -> Mapping[str, Any]:
        """The next message that is about the operation; pings are answered."""
        while True:
            text = await connection.recv(decode=False)
            try:
                message = orjson.loads(text)
            except orjson.JSONDecodeError as error:
                raise SubgraphMalformedResponseError(self._name, "it sent a message that is not JSON.") from error
            if not isinstance(message, dict) or not isinstance(message.get("type"), str):
                raise SubgraphMalformedResponseError(self._name, f"it sent a message that is not {SUBPROTOCOL}.")
            if message["type"] != "ping":
                return message
            await _send(connection, {"type": "pong"})

    def _lost(self, closed: ConnectionClosed) -> Exception:
        if isinstance(closed.__cause__, PayloadTooBig) or (closed.sent and closed.sent.code == MESSAGE_TOO_BIG):
            return SubgraphResponseTooLargeError(
                self._name, f"an event is larger than {self._config.max_event_bytes} bytes."
            )
        return SubgraphConnectionLostError(self._name, f"the event stream ended ({closed}).")


class _ConnectWithoutRedirects(connect):
    """A redirect could lead a client's identity to another host."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


def _as_http(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return f"http{scheme.removeprefix('ws')}{separator}{rest}" if scheme in {"ws", "wss"} else url


async def _send(connection: ClientConnection, message: Mapping[str, Any]) -> None:
    await connection.send(orjson.dumps(message), text=True)
