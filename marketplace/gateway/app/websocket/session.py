"""One client's connection: `graphql-transport-ws`, server side."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, aclosing

from marketplace.gateway.app.websocket.channel import Channel
from marketplace.gateway.app.websocket.closing import CloseCode, Closing
from marketplace.gateway.app.websocket.protocol import (
    ACKNOWLEDGEMENT,
    PING,
    Complete,
    ConnectionInit,
    Ping,
    Pong,
    Subscribe,
    complete_message,
    error_message,
    next_message,
    pong,
    read_message,
)
from marketplace.gateway.auth import VerifiedToken
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.errors import (
    ClientError,
    GatewayError,
    RequestError,
    TokenKeysUnavailableError,
    TooManyOperationsError,
)
from marketplace.gateway.pipeline import Handler, HttpRequest, Outbox

Verify = Callable[[str | None], Awaitable[VerifiedToken | None]]
"""What an Authorization header proves; raises RequestError."""


class Session:
    """Lives until the client leaves or there is a reason to close; then everything that it began has ended.

    Three tasks (reading, writing, watching the clock) and one for each operation. An operation uses the supergraph
    that was in service when it began.
    """

    def __init__(
        self,
        channel: Channel,
        handshake: HttpRequest,
        config: GatewayConfig,
        use: Callable[[], AbstractContextManager[Handler]],
        verify: Verify,
    ) -> None:
        self._channel = channel
        self._handshake = handshake
        self._live = config.live
        self._max_message = config.limits.max_body_bytes
        self._use = use
        self._verify = verify
        self._outbox = Outbox(self._live.max_waiting_messages, self._live.max_waiting_bytes)
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._proof: VerifiedToken | None = None
        self._asked = False
        self._acknowledged = asyncio.Event()
        self._last_heard = time.monotonic()
        self._closing: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Serve the client to the end."""
        tasks = [asyncio.create_task(work()) for work in (self._read, self._write, self._watch_clock)]
        farewell: Closing | None = None
        try:
            await asyncio.wait([*tasks, self._closing], return_when=asyncio.FIRST_COMPLETED)
            for ended in (self._closing, *tasks):
                if ended.done():
                    ended.result()
        except Closing as closing:
            farewell = closing
        except asyncio.CancelledError:
            farewell = Closing(CloseCode.GOING_AWAY, "The gateway stops. Connect again.")
            raise
        finally:
            await _end([*tasks, *self._operations.values()])
            self._closing.cancel()
            if farewell is not None:
                await self._channel.close(farewell)

    async def _read(self) -> None:
        """Ends when the client leaves."""
        while (text := await self._channel.receive()) is not None:
            self._last_heard = time.monotonic()
            if len(text) > self._max_message:
                raise Closing(CloseCode.MESSAGE_TOO_BIG, f"A message has at most {self._max_message} bytes.")
            match read_message(text):
                case ConnectionInit(payload):
                    await self._initialise(payload.get("Authorization", payload.get("authorization")))
                case Ping(payload):
                    self._put(pong(payload))
                case Subscribe(operation_id, parameters):
                    self._subscribe(operation_id, parameters)
                case Complete(operation_id):
                    if (operation := self._operations.pop(operation_id, None)) is not None:
                        operation.cancel()
                case Pong():
                    pass

    async def _write(self) -> None:
        while (message := await self._outbox.take()) is not None:
            try:
                async with asyncio.timeout(self._live.send_timeout):
                    await self._channel.send(message)
            except TimeoutError:
                raise _too_slow() from None

    async def _watch_clock(self) -> None:
        """Times out the initialisation, then keeps the connection alive until the token expires."""
        try:
            async with asyncio.timeout(self._live.init_timeout):
                await self._acknowledged.wait()
        except TimeoutError:
            raise Closing(CloseCode.INITIALISATION_TIMEOUT, "Connection initialisation timeout") from None
        expires_at = self._proof.expires_at if self._proof else None
        pinged_at: float | None = None
        while True:
            left = expires_at - time.time() if expires_at is not None else self._live.keep_alive
            if left <= 0:
                raise Closing(CloseCode.FORBIDDEN, "The access token has expired. Connect with a new one.")
            await asyncio.sleep(min(self._live.keep_alive, left))
            if pinged_at is not None and self._last_heard < pinged_at:
                raise Closing(CloseCode.NO_PONG, "A ping was not answered.")
            pinged_at = None
            if time.monotonic() - self._last_heard >= self._live.keep_alive:
                pinged_at = time.monotonic()
                self._put(PING)

    async def _initialise(self, authorization: object) -> None:
        """A token in the payload goes before one in the handshake's header: browsers cannot send the latter."""
        if self._asked:
            raise Closing(CloseCode.TOO_MANY_INITIALISATIONS, "Too many initialisation requests")
        self._asked = True
        if authorization is not None and not isinstance(authorization, str):
            raise Closing(CloseCode.FORBIDDEN, "Forbidden: 'Authorization' is not a text.")
        try:
            self._proof = await self._verify(authorization or self._handshake.headers.get("authorization"))
        except TokenKeysUnavailableError as error:
            raise Closing(CloseCode.TRY_AGAIN_LATER, error.message) from error
        except RequestError as error:
            raise Closing(CloseCode.FORBIDDEN, f"Forbidden: {error.message}") from error
        self._acknowledged.set()
        self._put(ACKNOWLEDGEMENT)

    def _subscribe(self, operation_id: str, parameters: Mapping[str, object]) -> None:
        if not self._acknowledged.is_set():
            raise Closing(CloseCode.UNAUTHORIZED, "Unauthorized")
        if operation_id in self._operations:
            raise Closing(CloseCode.SUBSCRIBER_EXISTS, f"Subscriber for {operation_id} already exists")
        if len(self._operations) >= self._live.max_operations:
            refusal = TooManyOperationsError(
                f"A connection runs at most {self._live.max_operations} operations at a time. Complete another first."
            )
            self._put(error_message(operation_id, refusal.formatted_all()))
            return
        self._operations[operation_id] = asyncio.create_task(self._operate(operation_id, parameters))

    async def _operate(self, operation_id: str, parameters: Mapping[str, object]) -> None:
        try:
            with self._use() as handler:
                async with aclosing(handler.operate(parameters, self._proof, self._handshake)) as responses:
                    async for response in responses:
                        self._put(next_message(operation_id, response))
            last = complete_message(operation_id)
        except ClientError as error:
            last = error_message(operation_id, error.formatted_all())
        except GatewayError as error:
            last = error_message(operation_id, [error.formatted()])
        if self._operations.pop(operation_id, None) is not None:
            self._put(last)

    def _put(self, message: bytes) -> None:
        if not self._outbox.put(message) and not self._closing.done():
            self._closing.set_exception(_too_slow())


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _too_slow() -> Closing:
    return Closing(CloseCode.TRY_AGAIN_LATER, "Results came faster than they were read. Connect again.")
