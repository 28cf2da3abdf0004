"""Clients that listen: every event is checked, and one that is cut off comes back."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from benchmarks.soak.clients import Journal, Principals
from benchmarks.soak.graph import expected
from benchmarks.soak.http_client import chunks, opened_stream
from benchmarks.soak.outcomes import Kind, Outcome, Record, judge_json

COME_BACK_AFTER: Final = 0.5
SILENCE: Final = 15.0
"""Seconds without an event after which a subscription counts as ended."""
SUBPROTOCOL: Final = Subprotocol("graphql-transport-ws")


class EndedError(Exception):
    """A subscription ended, or could not be begun; the text says how."""


@dataclass
class Subscriber:
    """Listens to `ticks` (a subgraph's server-sent events) or `alarms` (WebSocket)."""

    name: str
    field: str
    way: str
    principal: str
    port: int
    principals: Principals
    journal: Journal
    events: int = 0

    @property
    def query(self) -> str:
        return f"subscription {{ {self.field} {{ number viewer product {{ upc name }} }} }}"

    async def listen_on(self, stopped: asyncio.Event) -> None:
        """Until stopped."""
        listening = asyncio.create_task(self._listen_again_and_again())
        await stopped.wait()
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening

    async def _listen_again_and_again(self) -> None:
        while True:
            try:
                await self._listen()
            except (EndedError, ConnectionClosed, InvalidHandshake, OSError, asyncio.IncompleteReadError) as error:
                self._record(Outcome(Kind.ENDED, str(error) or repr(error)))
            except TimeoutError:
                self._record(Outcome(Kind.ENDED, f"nothing came for {SILENCE:g} s"))
            await asyncio.sleep(COME_BACK_AFTER)

    async def _listen(self) -> None:
        events = self._over_websocket() if self.way == "websocket" else self._over_http()
        number = 0
        async with aclosing(events):
            while True:
                async with asyncio.timeout(SILENCE):
                    event = await anext(events, None)
                if event is None:
                    raise EndedError("it was completed")
                number += 1
                self._check(event, number)

    def _check(self, event: dict[str, Any], number: int) -> None:
        wanted = orjson.loads(expected(self.query, b"{}", self.principal, number))
        outcome = judge_json(200, event, wanted, self.principal)
        if event.get("data") is None and event.get("errors"):
            raise EndedError(f"its last event: {event['errors'][0]}")
        if outcome.kind is Kind.RIGHT:
            self.events += 1
        else:
            self._record(outcome)
        seen = (event.get("data") or {}).get(self.field, {}).get("viewer")
        if seen != self.principal:
            self._record(Outcome(Kind.LEAK, f"an event for {seen!r}"))

    async def _over_websocket(self) -> AsyncGenerator[dict[str, Any], None]:
        url = f"ws://127.0.0.1:{self.port}/graphql"
        async with connect(url, subprotocols=[SUBPROTOCOL], compression=None, open_timeout=SILENCE) as connection:
            token = (
                {"Authorization": f"Bearer {self.principals.lasting_token(self.principal)}"} if self.principal else {}
            )
            await _tell(connection, type="connection_init", payload=token)
            await _tell(connection, type="subscribe", id="1", payload={"query": self.query})
            async for text in connection:
                message = orjson.loads(text)
                match message["type"]:
                    case "next":
                        yield message["payload"]
                    case "ping":
                        await _tell(connection, type="pong")
                    case "error":
                        raise EndedError(f"an error: {message['payload']}")
                    case "complete":
                        return
            raise EndedError(f"the connection was closed with {connection.close_code} {connection.close_reason}")

    async def _over_http(self) -> AsyncGenerator[dict[str, Any], None]:
        headers = {"accept": "text/event-stream"}
        if self.principal:
            headers["authorization"] = f"Bearer {self.principals.lasting_token(self.principal)}"
        body = orjson.dumps({"query": self.query})
        async with opened_stream(self.port, body, headers) as (status, reader):
            if status != 200:  # noqa: PLR2004
                raise EndedError(f"status {status}")
            waiting = b""
            async with aclosing(chunks(reader)) as pieces:
                async for piece in pieces:
                    *whole, waiting = (waiting + piece).split(b"\n\n")
                    for text in whole:
                        if text.startswith(b"event: complete"):
                            return
                        if text.startswith(b"event: next"):
                            yield orjson.loads(text.partition(b"data: ")[2])

    def _record(self, outcome: Outcome) -> None:
        now = self.journal.now
        record = Record(f"{self.field} by {self.way}", self.principal, self.name, now, now, [outcome])
        self.journal.records.append(record)


async def _tell(connection: ClientConnection, **message: Any) -> None:
    await connection.send(orjson.dumps(message), text=True)


def make_subscribers(port: int, principals: Principals, journal: Journal) -> list[Subscriber]:
    """Each field over each way, for two principals and a stranger."""
    return [
        Subscriber(f"subscriber-{number}", field, way, principal, port, principals, journal)
        for number, (field, way, principal) in enumerate(
            (
                ("ticks", "websocket", "ann-0"),
                ("ticks", "event stream", "ann-1"),
                ("alarms", "websocket", ""),
                ("alarms", "event stream", "ann-2"),
            ),
            start=1,
        )
    ]
