"""Attackers whose weapon is time. They begin together in a thread of their own; each attribute waits for its end."""

import asyncio
import threading
import time
from concurrent.futures import Future
from types import TracebackType
from typing import Self

import orjson
from websockets.asyncio.client import connect

from tests.harness.attacked_gateway import ATTACKER, Reply, Target, http_post, read_reply
from tests.harness.served_gateway import SUBPROTOCOL

PATIENCE = 20.0


class SlowAttackers:
    """Send their bytes drop by drop, never begin, or ask what is never answered."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        self._head = self._begin(self._drip(b"POST /graphql HTTP/1.1\r\nhost: a\r\nx: " + b"a" * 500))
        self._body = self._begin(self._drip(http_post(b" " * 500), at_once=len(http_post(b" " * 500)) - 500))
        self._websocket = self._begin(self._silent_websocket())
        self._hanging = self._begin(self._target.query("{ hang }"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._give_up(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @staticmethod
    async def _give_up() -> None:
        """End the attacks that nobody waited for: another process runs the tests of these."""
        attacks = asyncio.all_tasks() - {asyncio.current_task()}
        for attack in attacks:
            attack.cancel()
        await asyncio.gather(*attacks, return_exceptions=True)

    @property
    def head(self) -> Reply:
        """To a head that never ends."""
        return self._head.result(PATIENCE)

    @property
    def body(self) -> Reply:
        """To a body that never ends."""
        return self._body.result(PATIENCE)

    @property
    def websocket(self) -> Reply:
        """The close code of a WebSocket that never sends `connection_init`."""
        return self._websocket.result(PATIENCE)

    @property
    def hanging(self) -> Reply:
        """To a query of which a subgraph never answers its part."""
        return self._hanging.result(PATIENCE)

    async def flood_operations(self) -> Reply:
        """The refusal of the first operation that is too many for one WebSocket."""
        url = f"ws://127.0.0.1:{self._target.port}/graphql"
        async with connect(url, subprotocols=[SUBPROTOCOL], compression=None, max_queue=None) as connection:
            await connection.send('{"type":"connection_init"}')
            for number in range(120):
                message = {"id": str(number), "type": "subscribe", "payload": {"query": "{ hang }"}}
                await connection.send(orjson.dumps(message), text=True)
            async with asyncio.timeout(PATIENCE):
                async for text in connection:
                    message = orjson.loads(text)
                    if message["type"] == "error":
                        return Reply(0, body=orjson.dumps({"errors": message["payload"]}))
        return Reply(0)

    def _begin(self, attack: object) -> Future[Reply]:
        return asyncio.run_coroutine_threadsafe(attack, self._loop)  # type: ignore[arg-type]

    async def _drip(self, raw: bytes, at_once: int = 20) -> Reply:
        started = time.monotonic()
        async with self._target.connect(ATTACKER) as (reader, writer):
            writer.write(raw[:at_once])
            reply = asyncio.create_task(read_reply(reader))
            for drop in raw[at_once:]:
                if reply.done():
                    break
                writer.write(bytes([drop]))
                await asyncio.wait([reply], timeout=0.2)
            answer = await reply
        answer.seconds = time.monotonic() - started
        return answer

    async def _silent_websocket(self) -> Reply:
        url = f"ws://127.0.0.1:{self._target.port}/graphql"
        started = time.monotonic()
        async with connect(url, subprotocols=[SUBPROTOCOL], compression=None) as connection:
            await connection.wait_closed()
            return Reply(connection.close_code or 0, seconds=time.monotonic() - started)
