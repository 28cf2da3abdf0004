"""How late the event loop is: what is left of its promise to be everywhere at once."""

import asyncio

from prometheus_client import CollectorRegistry, Histogram

from marketplace.gateway.telemetry.names import HELP, Series

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)


class EventLoopLag:
    """Asks for a timer again and again, and looks how late it is."""

    def __init__(self, interval: float, registry: CollectorRegistry) -> None:
        self._interval = interval
        self._seconds = Histogram(
            Series.EVENT_LOOP_LAG, HELP[Series.EVENT_LOOP_LAG], registry=registry, buckets=BUCKETS
        )
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._ask(loop)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ask(self, loop: asyncio.AbstractEventLoop) -> None:
        due = loop.time() + self._interval
        self._timer = loop.call_at(due, self._look, loop, due)

    def _look(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self._seconds.observe(max(0.0, loop.time() - due))
        self._ask(loop)
