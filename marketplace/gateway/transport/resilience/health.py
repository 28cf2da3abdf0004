"""Health by questions: what their answers mean, and who asks them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from marketplace.gateway.config import HealthCheckConfig
from marketplace.gateway.transport.resilience.timing import Timing

logger = logging.getLogger(__name__)

SPREAD = 0.1
"""Intervals are longer or shorter by up to this share, so that gateways do not ask at the same moment."""


class Health:
    """Good until the first answer, which decides alone; after that `fall` bad answers in a row change it, and `rise`
    good ones.
    """

    __slots__ = ("_config", "_streak", "is_good", "reason")

    def __init__(self, config: HealthCheckConfig) -> None:
        self._config = config
        self._streak = max(config.rise, config.fall)
        self.is_good = True
        self.reason: str | None = None

    def learn(self, problem: str | None) -> bool:
        """Take the answer of one check: None when it was good. True when that changed the health."""
        good = problem is None
        if good == self.is_good:
            self._streak = 0
            self.reason = problem if not good else None
            return False
        self._streak += 1
        if self._streak < (self._config.rise if good else self._config.fall):
            return False
        self.is_good, self._streak, self.reason = good, 0, problem
        return True


async def keep_checking(
    check: Callable[[], Awaitable[str | None]],
    learn: Callable[[str | None], None],
    interval: float,
    timing: Timing,
) -> None:
    """Ask for ever."""
    while True:
        try:
            problem = await check()
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("A health check failed by the gateway's own fault")
            problem = "could not be checked"
        learn(problem)
        await timing.sleep(interval * (1.0 + SPREAD * (2.0 * timing.draw() - 1.0)))
