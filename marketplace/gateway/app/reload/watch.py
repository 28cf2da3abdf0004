"""Looks for a new supergraph at regular intervals."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from marketplace.gateway.errors import SupergraphUnavailableError
from marketplace.gateway.ports import SupergraphSource

logger = logging.getLogger(__name__)


class SupergraphWatch:
    """Hands every text that differs from the one before to `replace`. What cannot be fetched is logged once, not at
    every look.
    """

    def __init__(self, source: SupergraphSource, seconds: float, replace: Callable[[str], Awaitable[bool]]) -> None:
        self._source = source
        self._seconds = seconds
        self._replace = replace
        self._last: str | None = None
        self._trouble: str | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def look(self) -> None:
        """One look."""
        try:
            text = await asyncio.to_thread(self._source.fetch)
        except SupergraphUnavailableError as error:
            if error.message != self._trouble:
                logger.warning("The supergraph in service stays: %s", error.message)
            self._trouble = error.message
            return
        self._trouble = None
        if text is not None and text != self._last:
            self._last = text
            await self._replace(text)

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                logger.exception("Looking for a new supergraph failed; the one in service stays")
            await asyncio.sleep(self._seconds)
