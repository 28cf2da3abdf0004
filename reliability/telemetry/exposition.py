"""Django's side of a process, for whichever listener the process has."""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError, connections
from django_prometheus.migrations import ExportMigrations
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.exposition import choose_encoder

logger = logging.getLogger(__name__)

MIGRATIONS_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Exposition:
    """All series as text, in the format that the reader asked for."""

    content_type: str
    body: bytes


class DjangoMetrics:
    """Reads in one thread of its own, whose database connections are closed after each scrape: sources query, and
    neither an event loop nor a pool of connections shall notice.
    """

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self._registry = registry
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="metrics")
        self._migrations_due = 0.0

    async def expose(self, accept: str) -> Exposition:
        """`accept` is the request's header: OpenMetrics where it asks for that."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._expose, accept)

    def _expose(self, accept: str) -> Exposition:
        encode, content_type = choose_encoder(accept)
        try:
            self._count_migrations()
            return Exposition(content_type, encode(self._registry))
        finally:
            connections.close_all()

    def _count_migrations(self) -> None:
        """Now and then: applying one is rare."""
        if time.monotonic() < self._migrations_due:
            return
        try:
            ExportMigrations()
        except DatabaseError as error:
            logger.warning("Migrations are not counted, the database refuses: %s", error)
        self._migrations_due = time.monotonic() + MIGRATIONS_SECONDS
