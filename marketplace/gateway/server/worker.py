"""One process that serves: its event loop, its socket, its signals."""

import asyncio
import errno
import gc
import os
import signal
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvloop

from marketplace.gateway.app.face import Face
from marketplace.gateway.config import ServerConfig, TlsConfig
from marketplace.gateway.server.listener import Listener

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
COLLECT_AFTER = 50_000
"""Allocations between two looks for cycles: answers are trees, and free without being looked for."""


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker process is made of; sent to it as it is, so `make_application` is found by name."""

    make_application: Callable[[int], Face]
    server: ServerConfig
    notice: float
    """Seconds in which requests are still taken after a stop signal, until balancers know."""
    timeout: float
    """Seconds for the requests under way after that."""

    def run(self, number: int = 0, parent: int | None = None) -> None:
        """Serve, as the process of this number, until a signal comes or whoever holds the other end of the pipe
        `parent` is gone.
        """
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._serve(number, parent))

    async def _serve(self, number: int, parent: int | None) -> None:
        application = self.make_application(number)
        await application.start()
        stopped = stop_event(parent)
        Reloads(application).listen()
        listening = open_socket(self.server)
        listener = Listener(application, tls_context(self.server.tls))
        await listener.start(listening)
        gc.collect()
        gc.freeze()
        gc.set_threshold(COLLECT_AFTER, 20, 100)
        await stopped.wait()
        await application.begin_drain()
        await listener.drain(self.notice, self.timeout)
        await application.aclose()


class Reloads:
    """SIGHUP has the configuration read anew, once at a time."""

    def __init__(self, application: Face) -> None:
        self._application = application
        self._reloading: asyncio.Task[None] | None = None

    def listen(self) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._reload)

    def _reload(self) -> None:
        if self._reloading is None or self._reloading.done():
            self._reloading = asyncio.ensure_future(self._application.reload_configuration())


def stop_event(parent: int | None) -> asyncio.Event:
    """Set by a stop signal, or when the parent has gone."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stopped.set)
    if parent is not None:
        loop.add_reader(parent, stopped.set)
    return stopped


def open_socket(server: ServerConfig) -> socket.socket:
    """The listening socket of one process; several processes share the address. Raises OSError."""
    if server.host.startswith("unix:"):
        return _bound(socket.AF_UNIX, _free_path(server.host.removeprefix("unix:")))
    options = [socket.SO_REUSEADDR] + ([socket.SO_REUSEPORT] if server.workers > 1 else [])
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    return _bound(family, (server.host, server.port), options)


def _bound(family: int, address: str | tuple[str, int], options: Sequence[int] = ()) -> socket.socket:
    listening = socket.socket(family)
    try:
        for option in options:
            listening.setsockopt(socket.SOL_SOCKET, option, 1)
        listening.bind(address)
    except OSError:
        listening.close()
        raise
    return listening


def _free_path(path: str) -> str:
    """The path, without the socket that an earlier process left there. Raises OSError where one listens to it."""
    if Path(path).is_socket():
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(path) == 0:
                raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
        Path(path).unlink()
    return path


def tls_context(tls: TlsConfig | None) -> ssl.SSLContext | None:
    if tls is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tls.certificate, tls.key)
    return context
