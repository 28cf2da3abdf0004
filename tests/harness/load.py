"""Clients that ask all the time, each on a connection that it keeps as long as it may, and what they were told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

REQUEST = (
    b"POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n"
    b"content-length: 19\r\n\r\n" + b'{"query":"{ who }"}'
)
RETRY_AFTER = 0.25
"""Seconds: long enough for a balancer to notice."""
EXPECTED = b'{"data":{"who":'


class RequestLostError(Exception):
    """A request was sent, and no good answer came."""


@dataclass
class Load:
    """So many clients, of servers at these ports. One that cannot be connected to is not asked: the next is tried.

    A request that is lost is sent once more after a moment, on a new connection; `lost` tells why each was, and
    `lost_twice` counts those that were lost again.
    """

    ports: Sequence[int]
    clients: int
    answered: int = 0
    lost: list[str] = field(default_factory=list)
    lost_twice: int = 0
    _stopping: bool = False
    _tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._ask_on(number)) for number in range(self.clients)]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        await asyncio.gather(*self._tasks)

    async def until_answered(self, more: int, within: float = 20.0) -> None:
        """Wait for so many answers from now on."""
        wanted = self.answered + more
        async with asyncio.timeout(within):
            while self.answered < wanted:  # noqa: ASYNC110 - counted by many tasks
                await asyncio.sleep(0.01)

    async def _ask_on(self, number: int) -> None:
        first = number % len(self.ports)
        client = _Client([*self.ports[first:], *self.ports[:first]])
        while not self._stopping:
            try:
                await client.ask()
            except RequestLostError as error:
                self.lost.append(str(error))
                await asyncio.sleep(RETRY_AFTER)
                try:
                    await client.ask()
                except RequestLostError:
                    self.lost_twice += 1
            self.answered += 1
        client.close()


class _Client:
    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = ports
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self) -> None:
        reader, writer = self._streams or await self._connect()
        self._streams = None
        try:
            writer.write(REQUEST)
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").lower().split("\r\n")
            length = next(int(line.partition(":")[2]) for line in lines if line.startswith("content-length:"))
            body = await reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            writer.close()
            raise RequestLostError(repr(error)) from error
        if " 200 " not in lines[0] or not body.startswith(EXPECTED):
            writer.close()
            raise RequestLostError(f"{lines[0]}: {body[:200]!r}")
        if "connection: close" in lines:
            writer.close()
        else:
            self._streams = reader, writer

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        async with asyncio.timeout(10):
            while True:
                for port in self._ports:
                    try:
                        return await asyncio.open_connection("127.0.0.1", port)
                    except OSError:
                        await asyncio.sleep(0.005)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
