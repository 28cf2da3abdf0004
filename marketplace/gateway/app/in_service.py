"""The supergraph and the options in service, and their replacement while requests run."""

import asyncio
import gc
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from marketplace.gateway.app.generation import Generation
from marketplace.gateway.app.reload import warm_up
from marketplace.gateway.app.wiring import Wiring
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.errors import GatewayError
from marketplace.gateway.pipeline import Services
from marketplace.gateway.supergraph.reader import read_supergraph

logger = logging.getLogger(__name__)

COLLECT_AFTER = 0.5
"""Seconds after the last use of a retired generation until its memory is freed. It is full of cycles, and a server that
rarely looks for cycles would keep one generation after the other.
"""


class Part(Protocol):
    """What works by itself beside the requests."""

    async def start(self) -> None: ...
    async def aclose(self) -> None: ...


class InService:
    """One generation is in service; those it has replaced are retired, and closed when nobody uses them any more."""

    def __init__(self, services: Services, wiring: Wiring) -> None:
        self.wiring = wiring
        self.generation = self._generation_of(services)
        self.reloads = {"supergraph": 0, "configuration": 0, "refused": 0}
        self._retired: dict[Generation, asyncio.Task[None]] = {}
        self._replacing = asyncio.Lock()

    @property
    def services(self) -> Services:
        return self.generation.services

    @property
    def retired(self) -> int:
        return len(self._retired)

    async def start(self) -> None:
        for part in parts_of(self.services):
            await part.start()

    async def replace_supergraph(self, sdl: str) -> bool:
        """Put another supergraph into service, once plans for what clients use most are made.

        False, and a line in the log, when it cannot be used: then the one in service stays.
        """
        async with self._replacing:
            old = self.services
            if sdl == old.supergraph.sdl:
                return True
            try:
                supergraph = await asyncio.to_thread(read_supergraph, sdl)
                services = self.wiring.services(supergraph, old)
            except (GatewayError, ValueError) as error:
                reason = " ".join(str(error).split())
                self.reloads["refused"] += 1
                logger.error("The new supergraph was refused, the old one stays in service: %s", reason)  # noqa: TRY400
                return False
            warmed = await self._put(services)
            self.reloads["supergraph"] += 1
            logger.info("Supergraph %.12s is in service, with %d plans made before", supergraph.hash, warmed)
            return True

    async def replace_config(self, config: GatewayConfig) -> None:
        """Put other options into service. Requests and subscriptions under way end with those they began with. Raises
        ValueError where a subgraph could not be asked any more; then the options in service stay.
        """
        async with self._replacing:
            wiring = replace(self.wiring, config=config)
            services = wiring.services(self.services.supergraph, self.services)
            self.wiring = wiring
            await self._put(services)
            self.reloads["configuration"] += 1

    async def why_not_ready(self) -> list[str]:
        """One sentence for each required subgraph that cannot be asked; empty when all can."""
        required = self.services.config.resilience.required_subgraphs
        transports = [way for name, way in self.services.transports.items() if name in required]
        reasons = await asyncio.gather(*(transport.why_not_ready() for transport in transports))
        return [reason for reason in reasons if reason is not None]

    async def aclose(self) -> None:
        """Release connections and threads."""
        services = self.services
        services.worker.close()
        for part in parts_of(services):
            await part.aclose()
        if services.redis is not None:
            await services.redis.aclose()
        for closing in self._retired.values():
            closing.cancel()
        generations = [*self._retired, self.generation]
        given = self.wiring.transports.values()
        await asyncio.gather(*(g.aclose() for g in generations), *(transport.aclose() for transport in given))

    async def _put(self, services: Services) -> int:
        """Retire the services before; the number of plans made for the new ones."""
        old, before, after = self.generation, parts_of(self.services), parts_of(services)
        for part in after:
            if part not in before:
                await part.start()
        new = self._generation_of(services)
        warmed = await warm_up(services, old.services)
        self.generation = new
        left = [part for part in before if part not in after]
        self._retired[old] = asyncio.create_task(self._close_retired(old, left))
        return warmed

    def _generation_of(self, services: Services) -> Generation:
        own = (transport for transport in services.transports.values() if not self.wiring.was_given(transport))
        return Generation(services, own)

    async def _close_retired(self, generation: Generation, parts: Sequence[Part]) -> None:
        await generation.close_when_unused()
        for part in parts:
            await part.aclose()
        del self._retired[generation]
        asyncio.get_running_loop().call_later(COLLECT_AFTER, gc.collect)


def parts_of(services: Services) -> list[Part]:
    """Those that are switched on."""
    parts: list[Part | None] = [services.caching, services.token_verifier]
    return [part for part in parts if part is not None]
