"""From an address to a connection that can be used."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.gateway.errors import RedisReplyError, RedisUnavailableError
from marketplace.gateway.redis.address import Address, Credentials
from marketplace.gateway.redis.command import Argument, Command, pack
from marketplace.gateway.redis.connection import Connection

KEEP_ALIVE = (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3))
"""A peer that vanished without a word is found out after about eleven seconds, on a silent connection too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How connections are opened to every server of one kind (data, or sentinels)."""

    credentials: Credentials
    database: int
    tls: ssl.SSLContext | None
    client_name: str
    timeout: float
    connect_timeout: float
    max_waiting: int

    async def open(self, address: Address) -> Connection:
        """Raises RedisUnavailableError."""
        try:
            async with asyncio.timeout(self.connect_timeout):
                return await self._open(address)
        except TimeoutError:
            reason = f"no connection within {self.connect_timeout:g} s"
        except RedisUnavailableError as error:
            reason = error.message.rstrip(".")
        except (OSError, UnicodeError, RedisReplyError) as error:
            reason = str(error)
        raise RedisUnavailableError(f"Redis at {address} cannot be used: {reason}.")

    async def _open(self, address: Address) -> Connection:
        connection = Connection(timeout=self.connect_timeout, max_waiting=self.max_waiting)
        loop = asyncio.get_running_loop()
        try:
            if not address.port:
                await loop.create_unix_connection(lambda: connection, address.host)
            else:
                transport, _ = await loop.create_connection(
                    lambda: connection, address.host, address.port, ssl=self.tls
                )
                keep_alive(transport.get_extra_info("socket"))
            await asyncio.gather(*(ask(connection, *command) for command in self._greeting()))
        except BaseException:
            connection.close("The connection was not opened.")
            raise
        connection.change_timeout(self.timeout)
        return connection

    def _greeting(self) -> Sequence[Sequence[Argument]]:
        commands: list[Sequence[Argument]] = []
        if self.credentials.password:
            user = (self.credentials.username,) if self.credentials.username else ()
            commands.append(("AUTH", *user, self.credentials.password))
        if self.database:
            commands.append(("SELECT", self.database))
        if self.client_name:
            commands.append(("CLIENT", "SETNAME", self.client_name))
        return commands or (("PING",),)


def ask(connection: Connection, *arguments: Argument) -> asyncio.Future[Any]:
    """One command of our own."""
    future = asyncio.get_running_loop().create_future()
    connection.send(Command(future, pack(arguments)))
    return future


def keep_alive(connected: socket.socket) -> None:
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in KEEP_ALIVE:
        option = getattr(socket, name, None)
        if option is not None:
            connected.setsockopt(socket.IPPROTO_TCP, option, value)
