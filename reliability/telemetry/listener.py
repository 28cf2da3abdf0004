"""An HTTP listener on loopback for processes that have none of their own: `GET /metrics`."""

import errno
import logging
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import REGISTRY, CollectorRegistry, make_wsgi_app

logger = logging.getLogger(__name__)

HOST: Final = "127.0.0.1"
PORTS: Final = 16
"""How many ports are tried, from the first on: so many processes of one machine may have the same setting."""
OUR_NAMES: Final = frozenset({"127.0.0.1", "localhost"})
PATH: Final = "/metrics"
Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class MetricsListener:
    """Shows a registry as long as the process lives, or until `stop`."""

    def __init__(self, port: int, registry: CollectorRegistry = REGISTRY, *, ports: int = PORTS) -> None:
        self._ports = range(port, port + ports)
        self._application = only_metrics(make_wsgi_app(registry))
        self._server: _Server | None = None

    def start(self) -> int | None:
        """Listen on the first port that is free and return it. Without one the process does its work all the same: its
        log says why nobody sees its numbers.
        """
        for port in self._ports:
            try:
                server = _Server((HOST, port), _Handler)
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    continue
                logger.error("Metrics cannot be shown at %s:%d: %s", HOST, port, error.strerror)  # noqa: TRY400
                return None
            server.set_app(self._application)
            threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
            self._server = server
            logger.info("Metrics at http://%s:%d%s", HOST, server.server_port, PATH)
            return server.server_port
        logger.error(
            "Metrics are not shown: ports %d to %d are in use. Choose others by METRICS_PORT.",
            *(self._ports[0], self._ports[-1]),
        )
        return None

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def only_metrics(metrics: Application) -> Application:
    """Answer `PATH`, and nobody whose browser was led here by another name (DNS rebinding)."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_HOST", "").partition(":")[0].lower() not in OUR_NAMES:
            return _refuse(start_response, HTTPStatus.MISDIRECTED_REQUEST, f"Ask for {HOST}.")
        if environ["PATH_INFO"] != PATH:
            return _refuse(start_response, HTTPStatus.NOT_FOUND, f"There is only {PATH}.")
        return metrics(environ, start_response)

    return application


def _refuse(start_response: StartResponse, status: HTTPStatus, reason: str) -> Iterable[bytes]:
    start_response(f"{status.value} {status.phrase}", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{reason}\n".encode()]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left, or a request that failed: one line instead of a traceback on standard error."""
        del request
        logger.warning("A request for metrics from %s failed", client_address, exc_info=True)  # noqa: LOG014 - called by one


class _Handler(WSGIRequestHandler):
    timeout = 10
    """Seconds for a client to say what it wants."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it is called by
        """Nothing: every scrape would be a line."""
