"""One WebSocket as the session sees it: texts in, texts out, an end."""

import asyncio

from marketplace.gateway.app.messages import Receive, Send
from marketplace.gateway.app.websocket.closing import Closing

CLOSE_TIMEOUT = 1.0


class Channel:
    """Over the ASGI server's WebSocket."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send

    async def accept(self, subprotocol: str | None) -> None:
        await self._receive()  # websocket.connect
        await self._send({"type": "websocket.accept", "subprotocol": subprotocol})

    async def receive(self) -> str | bytes | None:
        """The client's next message; None once it has gone."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return None
        text: str | None = message.get("text")
        if text is not None:
            return text
        content: bytes = message.get("bytes") or b""
        return content

    async def send(self, message: bytes) -> None:
        """Waits until the network has taken it."""
        await self._send({"type": "websocket.send", "text": message.decode()})

    async def close(self, closing: Closing) -> None:
        """A client that takes nothing cannot be told why: then it is only cut off."""
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self._send({"type": "websocket.close", "code": int(closing.code), "reason": closing.reason})
        except TimeoutError:
            return
