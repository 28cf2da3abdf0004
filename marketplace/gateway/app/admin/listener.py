"""The operators' listener of one worker process."""

import asyncio
import errno
import logging

from marketplace.gateway.app.admin.connection import serve_connection
from marketplace.gateway.app.admin.routes import AdminRoutes
from marketplace.gateway.config import AdminConfig

logger = logging.getLogger(__name__)


class AdminListener:
    """Workers do not know which of them they are, and need not: each takes the first port that is free, and one that is
    started anew finds its predecessor's.
    """

    def __init__(self, config: AdminConfig, routes: AdminRoutes, workers: int) -> None:
        self._config = config
        self._ports = range(config.port, config.port + workers)
        self._routes = routes
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.port: int | None = None

    async def start(self) -> None:
        """Without a free port the gateway serves its clients all the same, and its log says why."""
        host = self._config.host
        for port in self._ports:
            try:
                self._server = await asyncio.start_server(self._accept, host, port)
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    continue
                logger.error("The admin listener cannot use %s:%d: %s", host, port, error.strerror)  # noqa: TRY400
                return
            self.port = port
            logger.info("Administration at http://%s:%d", host, port)
            return
        logger.error("The admin listener found no free port in %s: choose another", list(self._ports))

    async def aclose(self) -> None:
        """Cuts what is open."""
        if self._server is None:
            return
        self._server.close()
        tasks = list(self._connections)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None
        self.port = None

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= self._config.max_connections:
            writer.transport.abort()
            return
        task = asyncio.ensure_future(serve_connection(reader, writer, self._routes, self._config))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
