"""Takes over a configuration that has changed, as far as a running gateway can."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration import ConfigurationInvalidError, ConfigurationSource
from marketplace.gateway.configuration.changes import changes_between

logger = logging.getLogger(__name__)


class ConfigurationWatch:
    """Hands every configuration that differs from the one in service to `replace`. One that cannot be used costs one
    line in the log, and the one in service stays.
    """

    def __init__(
        self,
        source: ConfigurationSource,
        started_with: GatewayConfig,
        seconds: float,
        replace: Callable[[GatewayConfig], Awaitable[None]],
    ) -> None:
        self._source = source
        self._started_with = started_with
        self._in_service = started_with
        self._seconds = seconds
        self._replace = replace
        self._looking = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self._seconds:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def look(self, *, anyway: bool = False) -> None:
        """One look, at files that have changed or `anyway`."""
        async with self._looking:
            try:
                load = self._source.load if anyway else self._source.load_changed
                configuration = await asyncio.to_thread(load)
                if configuration is not None:
                    await self._take_over(configuration.config)
            except (ConfigurationInvalidError, ValueError) as error:
                reason = " | ".join(str(error).splitlines())
                logger.error("The new configuration was refused, the old one stays in service: %s", reason)  # noqa: TRY400

    async def _take_over(self, new: GatewayConfig) -> None:
        changed = changes_between(self._in_service, new)
        if changed.live:
            await self._replace(new)
            logger.info("The new configuration is in service: %s changed", ", ".join(changed.live))
        waiting = changes_between(self._started_with, new).needing_restart
        if waiting:
            logger.warning("These options take their new values at the next start only: %s", ", ".join(waiting))
        self._in_service = new

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self.look()
            except Exception:
                logger.exception("Looking for a new configuration failed; the one in service stays")
