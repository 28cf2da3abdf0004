"""Time that passes when a test says so, and chance that it chose."""

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from marketplace.gateway.transport.resilience import Timing


@dataclass
class VirtualTime:
    """`now` moves by `pass_by`, which wakes whoever sleeps until then, in their order. `sleeps` remembers for how long
    each wanted to.
    """

    now: float = 1_000.0
    drawn: float = 0.5
    sleeps: list[float] = field(default_factory=list)
    _sleeping: list[tuple[float, int, "asyncio.Future[None]"]] = field(default_factory=list)

    @property
    def timing(self) -> Timing:
        return Timing(now=lambda: self.now, sleep=self.sleep, draw=lambda: self.drawn)

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        awake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleeping, (self.now + seconds, len(self.sleeps), awake))
        await awake

    async def pass_by(self, seconds: float, enough: Callable[[], bool] = lambda: False) -> None:
        """Let everything happen that is due within these seconds, at its own time; stop when it is enough."""
        end = self.now + seconds
        await settle()
        while not enough() and self._sleeping and self._sleeping[0][0] <= end:
            self.now, _, awake = heapq.heappop(self._sleeping)
            if not awake.done():
                awake.set_result(None)
            await settle()
        if not enough():
            self.now = end


async def settle() -> None:
    """Until nothing can go on without time passing."""
    for _ in range(20):
        await asyncio.sleep(0)
