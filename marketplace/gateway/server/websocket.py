"""A connection that was upgraded: RFC 6455, by the sans-I/O protocol of the package websockets."""

import asyncio
from collections import deque
from collections.abc import Mapping

from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from marketplace.gateway.app.messages import Message
from marketplace.gateway.pipeline import HttpRequest
from marketplace.gateway.server.host import Host

MAX_WAITING = 64
"""Messages that may wait for the application; then the client is not read any further."""
FAREWELL = 1.0
"""For so long a client may take to answer the close."""


def asks_for_websocket(headers: Mapping[str, str]) -> bool:
    return headers.get("upgrade", "").lower() == "websocket"


class WebSocketConnection:
    """Speaks ASGI's messages with the application, and frames with the client."""

    def __init__(
        self, host: Host, transport: asyncio.Transport, may_write: asyncio.Event, request: HttpRequest
    ) -> None:
        self._host = host
        self._transport = transport
        self._may_write = may_write
        self._subprotocol: Subprotocol | None = None
        self._protocol = ServerProtocol(
            select_subprotocol=lambda _protocol, _offered: self._subprotocol, max_size=host.limits.max_body_bytes
        )
        self._handshake: Request | None = None
        self._messages: deque[Message] = deque([{"type": "websocket.connect"}])
        self._arrived = asyncio.Event()
        self._fragments: list[bytes] = []
        self._is_text = True
        self._scope = {
            "type": "websocket",
            "path": request.path,
            "query_string": request.query_string.encode("latin-1"),
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in request.headers.items()],
            "subprotocols": [part.strip() for part in request.headers.get("sec-websocket-protocol", "").split(",")],
            "client": (request.peer, 0),
        }
        self._task: asyncio.Task[None] | None = None

    def feed(self, data: bytes) -> None:
        """Bytes from the client."""
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Request):
                self._handshake = event
                self._task = self._host.loop.create_task(self._serve())
            elif isinstance(event, Frame):
                self._take_frame(event)
        self._flush()
        if self._protocol.close_expected() and self._protocol.state is State.CLOSED:
            self._transport.close()

    def lose(self) -> None:
        """The connection is gone."""
        self._put({"type": "websocket.disconnect", "code": 1006})

    async def _serve(self) -> None:
        try:
            await self._host.application.serve_websocket(self._scope, self._receive, self._send)
        finally:
            if self._protocol.state is State.OPEN:
                self._protocol.send_close(1000)
                self._flush()
            self._host.loop.call_later(FAREWELL, self._transport.close)

    async def _receive(self) -> Message:
        while not self._messages:
            self._arrived.clear()
            await self._arrived.wait()
        message = self._messages.popleft()
        if len(self._messages) == MAX_WAITING // 2:
            self._transport.resume_reading()
        return message

    async def _send(self, message: Message) -> None:
        try:
            self._act_on(message)
        except InvalidState:  # the client was faster with its close
            return
        self._flush()
        if not self._may_write.is_set():
            await self._may_write.wait()

    def _act_on(self, message: Message) -> None:
        match message["type"]:
            case "websocket.accept" if self._handshake is not None:
                chosen = message.get("subprotocol")
                self._subprotocol = Subprotocol(chosen) if chosen else None
                self._protocol.send_response(self._protocol.accept(self._handshake))
            case "websocket.send":
                self._protocol.send_text(message["text"].encode())
            case "websocket.close" if self._protocol.state is State.OPEN:
                self._protocol.send_close(message.get("code", 1000), message.get("reason") or "")
            case "websocket.close" if self._protocol.state is State.CONNECTING:
                self._protocol.send_response(self._protocol.reject(403, "There is no WebSocket here.\n"))

    def _take_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.CLOSE:
            self._put({"type": "websocket.disconnect", "code": self._protocol.close_code})
            return
        if frame.opcode not in {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}:
            return
        if frame.opcode is not Opcode.CONT:
            self._fragments, self._is_text = [], frame.opcode is Opcode.TEXT
        self._fragments.append(bytes(frame.data))
        if frame.fin:
            self._put(self._whole_message())

    def _whole_message(self) -> Message:
        content = b"".join(self._fragments)
        if not self._is_text:
            return {"type": "websocket.receive", "bytes": content}
        try:
            return {"type": "websocket.receive", "text": content.decode()}
        except UnicodeDecodeError:
            self._protocol.fail(1007, "Text messages are UTF-8.")
            return {"type": "websocket.disconnect", "code": 1007}

    def _put(self, message: Message) -> None:
        self._messages.append(message)
        self._arrived.set()
        if len(self._messages) == MAX_WAITING and not self._transport.is_closing():
            self._transport.pause_reading()

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._transport.write(data)
            elif self._transport.can_write_eof():
                self._transport.write_eof()
