"""The path /graphql by WebSocket."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from marketplace.gateway.app.messages import Receive, Scope, Send, headers_of
from marketplace.gateway.app.open_streams import OpenStreams
from marketplace.gateway.app.websocket.channel import Channel
from marketplace.gateway.app.websocket.closing import CloseCode, Closing
from marketplace.gateway.app.websocket.protocol import SUBPROTOCOL
from marketplace.gateway.app.websocket.session import Session
from marketplace.gateway.auth import VerifiedToken
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.errors import TooManyStreamsError
from marketplace.gateway.pipeline import Handler, HttpRequest, may_ask


class GraphqlOverWebSocket:
    """Every handshake is accepted, because a browser shows its script a close code but not why a handshake failed."""

    def __init__(
        self, config: GatewayConfig, streams: OpenStreams, use: Callable[[], AbstractContextManager[Handler]]
    ) -> None:
        self._config = config
        self._streams = streams
        self._use = use

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        channel = Channel(receive, send)
        if SUBPROTOCOL not in scope.get("subprotocols", ()):
            await channel.accept(None)
            await channel.close(
                Closing(CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, f"Ask for the subprotocol {SUBPROTOCOL}.")
            )
            return
        await channel.accept(SUBPROTOCOL)
        handshake = HttpRequest("POST", "", headers_of(scope), peer=(scope.get("client") or ("",))[0])
        if not may_ask(handshake.headers, self._config.cross_origin):
            await channel.close(Closing(CloseCode.FORBIDDEN, "Forbidden: pages of this origin may not ask."))
            return
        try:
            with self._streams.admit():
                await Session(channel, handshake, self._config, self._use, self._verify).run()
        except TooManyStreamsError as error:
            await channel.close(Closing(CloseCode.TRY_AGAIN_LATER, error.message))

    async def _verify(self, authorization: str | None) -> VerifiedToken | None:
        with self._use() as handler:
            return await handler.verify(authorization)
