"""Decides for each request whether it is refused, and watches the event loop meanwhile."""

import asyncio
import math
from collections.abc import Callable

from marketplace.gateway.config import LoadSheddingConfig
from marketplace.gateway.errors import OverloadedError
from marketplace.gateway.limits.shedding.pressure import MOST, Pressure
from marketplace.gateway.limits.shedding.priorities import Asker, Priorities

TICKS_PER_INTERVAL = 10
CALM_INTERVALS = 10
RANKS_REFUSED = int(MOST)


class LoadShedder:
    """Belongs to one event loop, which it watches by a timer. That ends after ten calm intervals and begins again with
    the next request, so that nobody has to start or stop it.

    `is_calm` is all that a request has to read while nothing is refused. `refused` counts by rank.
    """

    __slots__ = ("_calm_ticks", "_due", "_owed", "_pressure", "_priorities", "_tick", "config", "is_calm", "refused")

    def __init__(self, config: LoadSheddingConfig) -> None:
        self.config = config
        self.is_calm = False
        self.refused = [0] * RANKS_REFUSED
        self._tick = config.interval / TICKS_PER_INTERVAL
        self._pressure: Pressure | None = None
        self._priorities = Priorities(config.rules)
        self._owed = [0.0] * RANKS_REFUSED
        self._due = 0.0
        self._calm_ticks = 0

    @property
    def level(self) -> float:
        """0: nothing is refused; 1, 2, 3: low, normal, and high priority are, wholly."""
        return 0.0 if self._pressure is None else self._pressure.level

    def refuse(self, describe: Callable[[], Asker]) -> None:
        """For a request that finds no calm; raises OverloadedError if it is to be refused."""
        if self._pressure is None:
            self._watch(asyncio.get_running_loop())
        if self.level:
            rank = self._priorities.rank(describe())
            if self.decide(rank):
                raise self.error()

    def decide(self, rank: int) -> bool:
        """Whether a request of this rank is refused. Exactly the share that is due, without chance: what is owed is
        summed up.
        """
        share = 0.0 if self._pressure is None else self._pressure.share(rank)
        if not share:
            return False
        self._owed[rank] += share
        if self._owed[rank] < 1.0:
            return False
        self._owed[rank] -= 1.0
        self.refused[rank] += 1
        return True

    def error(self) -> OverloadedError:
        seconds = max(1, math.ceil(self.config.retry_after))
        return OverloadedError(
            f"The gateway has too much to do and did not look at this request. Try again in {seconds} s.",
            retry_after=seconds,
        )

    def observe(self, lag: float, now: float) -> None:
        """A timer ran so late."""
        if self._pressure is None:
            self._pressure = Pressure(self.config.target_lag, self.config.interval, now)
        self._pressure.observe(lag, now)
        self.is_calm = not self._pressure.level

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        self.observe(0.0, now)
        self._wait(loop, now)

    def _wait(self, loop: asyncio.AbstractEventLoop, now: float) -> None:
        self._due = now + self._tick
        loop.call_at(self._due, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        self.observe(now - self._due, now)
        self._calm_ticks = self._calm_ticks + 1 if self.is_calm else 0
        if self._calm_ticks > CALM_INTERVALS * TICKS_PER_INTERVAL:
            self._pressure, self._calm_ticks, self.is_calm = None, 0, False
            return
        self._wait(loop, now)
