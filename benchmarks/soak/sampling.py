"""Memory and open files of the gateways' workers over time, and whether they stay."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.soak.clients import Journal
from benchmarks.soak.gateways import GatewayUnderTest

EVERY: Final = 1.0
WARM_UP: Final = 0.5
"""The share of a worker's life in which its caches fill."""
JUDGED_FROM: Final = 120.0
"""Seconds of samples after that, without which nothing can be said about growth."""
HIGHEST_SLOPE: Final = 2.0
"""Megabytes a minute."""
MORE_FILES: Final = 12
"""Open file descriptors by which a calm worker may differ from its calm beginning: connections come and go."""
SETTLING: Final = 8
"""Samples until as much is open as the load needs."""
MEGABYTE: Final = 1024 * 1024
MINUTE: Final = 60.0


@dataclass(slots=True)
class Series:
    """Of one worker: seconds since the soak began, megabytes, open files."""

    gateway: str
    pid: int
    times: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    @property
    def slope(self) -> float | None:
        """Megabytes a minute after the warm-up, by least squares; None where the worker did not live long enough."""
        start = round(len(self.times) * WARM_UP)
        times, values = self.times[start:], self.memory[start:]
        if len(times) < 2 or times[-1] - times[0] < JUDGED_FROM:  # noqa: PLR2004
            return None
        return slope_of(times, values) * MINUTE

    @property
    def extra_files(self) -> int:
        """How many more are open in the last seconds than there were in the first of the same work; 0 where it did not
        live for long.
        """
        if len(self.files) < 4 * SETTLING:
            return 0
        return min(self.files[-SETTLING:]) - max(self.files[SETTLING : 2 * SETTLING])


@dataclass(slots=True)
class Sampler:
    """Looks once a second."""

    gateways: Iterable[GatewayUnderTest]
    journal: Journal
    series: dict[int, Series] = field(default_factory=dict)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.to_thread(self._look)
            await asyncio.sleep(EVERY)

    def _look(self) -> None:
        for gateway in self.gateways:
            for pid, usage in gateway.usage().items():
                series = self.series.setdefault(pid, Series(gateway.name, pid))
                series.times.append(round(self.journal.now, 2))
                series.memory.append(round(usage.memory / MEGABYTE, 2))
                series.files.append(usage.files)


def slope_of(times: Sequence[float], values: Sequence[float]) -> float:
    """The least squares line's, in units of the values a unit of time."""
    mean_time, mean_value = sum(times) / len(times), sum(values) / len(values)
    spread = sum((time - mean_time) ** 2 for time in times)
    together = sum((time - mean_time) * (value - mean_value) for time, value in zip(times, values, strict=True))
    return together / spread
