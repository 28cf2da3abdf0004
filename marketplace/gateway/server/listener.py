"""The connections of one process: accepted, timed out, and let go in order."""

import asyncio
import logging
import socket
import ssl
from contextlib import suppress

from marketplace.gateway.app.face import Face
from marketplace.gateway.server.connection import HttpConnection
from marketplace.gateway.server.host import Host

logger = logging.getLogger(__name__)

SWEEP = 0.5
"""Seconds between two looks at the deadlines: a client may be late by so much."""
LAST_REQUESTS = 0.5
"""Seconds in which idle connections may still ask when the process stops: a request that is on its way is answered."""


class Listener:
    """Belongs to one event loop."""

    def __init__(self, application: Face, tls: ssl.SSLContext | None = None) -> None:
        self._host = Host(application, asyncio.get_running_loop())
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._listening: socket.socket | None = None
        self._sweeping: asyncio.Task[None] | None = None

    @property
    def connections(self) -> int:
        return len(self._host.guests)

    async def start(self, listening: socket.socket) -> None:
        """Accept connections from now on."""
        self._listening = listening
        self._server = await self._host.loop.create_server(
            self._make_connection, sock=listening, ssl=self._tls, backlog=self._host.server.backlog
        )
        self._sweeping = asyncio.create_task(self._sweep())

    async def drain(self, notice: float, seconds: float) -> None:
        """After `notice`, accept no more; answer what was asked and what idle connections ask while they still may,
        telling every client to close; cut off what is not done by then.
        """
        self._host.draining = True
        await asyncio.sleep(notice)
        await self._stop_listening()
        deadline = self._host.now() + seconds
        idle_from = min(self._host.now() + LAST_REQUESTS, deadline)
        while self._host.guests and self._host.now() < deadline:
            await asyncio.sleep(0.02)
            if self._host.now() >= idle_from:
                for connection in self._connections():
                    connection.close_if_idle()
        if self._host.guests:
            logger.warning("%d connections were cut off: not done within %g s", len(self._host.guests), seconds)
        for connection in self._connections():
            connection.abort()
        if self._sweeping is not None:
            self._sweeping.cancel()
        await asyncio.sleep(0)

    async def _stop_listening(self) -> None:
        """Without a reset for those whose connections the kernel has established and nobody has accepted yet."""
        if self._server is None or self._listening is None:
            return
        waiting = _accept_all(self._listening)
        self._listening.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._server = None
        for connection in waiting:
            await self._host.loop.connect_accepted_socket(self._make_connection, connection, ssl=self._tls)

    def _make_connection(self) -> HttpConnection:
        return HttpConnection(self._host)

    def _connections(self) -> list[HttpConnection]:
        return [guest for guest in self._host.guests if isinstance(guest, HttpConnection)]

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            self._host.renew()
            now = self._host.now()
            for connection in self._connections():
                if connection.deadline < now:
                    connection.give_up()


def _accept_all(listening: socket.socket) -> list[socket.socket]:
    """What waits to be accepted; the socket must not block."""
    accepted = []
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            connection.settimeout(0)
            accepted.append(connection)
    return accepted
