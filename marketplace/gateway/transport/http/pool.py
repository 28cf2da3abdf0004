"""Connections to one subgraph: opened on demand, kept for the next request, never more than
allowed.
"""

import asyncio
import time
from collections import deque

from marketplace.gateway.config import HttpTransportConfig
from marketplace.gateway.errors import SubgraphOverloadedError, SubgraphUnreachableError
from marketplace.gateway.transport.bulkhead import Bulkhead, BulkheadFull
from marketplace.gateway.transport.http.address import SubgraphAddress
from marketplace.gateway.transport.http.connection import Connection


class ConnectionPool:
    """A place is held from before a connection is chosen until its exchange has ended.

    The connection used last is used next, so that the others can grow idle; those are closed as time goes on.
    """

    def __init__(self, subgraph: str, address: SubgraphAddress, config: HttpTransportConfig) -> None:
        self._subgraph = subgraph
        self._address = address
        self._config = config
        self._places = Bulkhead(config.max_connections, config.max_waiting, config.adapt_from)
        self._idle: deque[Connection] = deque()
        self._closed = False

    def enter(self) -> asyncio.Future[None] | None:
        """Take the right to use one connection, to be given back by `leave`. Where it is not free yet, what is given
        must be waited for by `wait`.
        """
        if self._closed:
            raise SubgraphUnreachableError(self._subgraph, "its transport is closed.")
        try:
            return self._places.enter()
        except BulkheadFull:
            raise SubgraphOverloadedError(
                self._subgraph, f"{self._places.inside} requests are under way and {self._places.waiting} wait."
            ) from None

    async def wait(self, place: asyncio.Future[None]) -> None:
        await self._places.wait(place)

    def leave(self, *, failed: bool = False) -> None:
        self._places.leave(failed=failed)

    def take_idle(self) -> Connection | None:
        """An open connection that was used recently enough, if there is one."""
        oldest = time.monotonic() - self._config.idle_timeout
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open and connection.idle_since > oldest:
                return connection
            connection.close()
        return None

    async def open(self) -> Connection:
        """A new connection; raises SubgraphUnreachableError."""
        loop = asyncio.get_running_loop()
        address, config = self._address, self._config
        try:
            async with asyncio.timeout(config.connect_timeout):
                if address.socket_path is not None:
                    _, connection = await loop.create_unix_connection(self._make_connection, address.socket_path)
                else:
                    _, connection = await loop.create_connection(
                        self._make_connection, address.host, address.port, ssl=address.ssl_context
                    )
        except TimeoutError:
            raise SubgraphUnreachableError(
                self._subgraph,
                f"no connection to {address} within {config.connect_timeout:g} s.",
            ) from None
        except OSError as error:
            raise SubgraphUnreachableError(
                self._subgraph, f"cannot connect to {address} ({error}). Is it running?"
            ) from error
        return connection

    def give_back(self, connection: Connection) -> None:
        """Keep the connection for the next request, if it is still of use."""
        if not connection.is_open:
            return
        if self._closed:
            connection.close()
            return
        now = connection.idle_since = time.monotonic()
        idle = self._idle
        idle.append(connection)
        oldest = now - self._config.idle_timeout
        while idle[0].idle_since < oldest:
            idle.popleft().close()

    def drop_idle(self) -> None:
        """Close what is idle: when one connection turned out dead, its siblings are suspects."""
        while self._idle:
            self._idle.pop().close()

    def close(self) -> None:
        """Close what is idle now, and what is in use when it is given back."""
        self._closed = True
        self.drop_idle()

    def _make_connection(self) -> Connection:
        return Connection(
            max_body_bytes=self._config.max_response_bytes,
            max_header_bytes=self._config.max_response_header_bytes,
        )
