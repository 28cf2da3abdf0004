"""One line for each request, written away from the event loop."""

from marketplace.gateway.config import AccessLogConfig
from marketplace.gateway.report import RequestReport
from marketplace.gateway.telemetry.access_log.line import LineWriter
from marketplace.gateway.telemetry.access_log.sink import Sink
from marketplace.gateway.telemetry.batches import BackgroundBatches

LAST_WRITE = 2.0
"""Seconds for what waits when the gateway stops."""


class AccessLog:
    """Lines that find no room because writing stands still are dropped and counted."""

    def __init__(self, config: AccessLogConfig) -> None:
        self._writer = LineWriter(config)
        self._sink = Sink(config.file)
        self._batches = BackgroundBatches[bytes, bytearray](
            "access log",
            begin=bytearray,
            add=bytearray.extend,
            write=self._sink.write,
            interval=config.interval,
            max_waiting=config.max_waiting,
        )

    @property
    def dropped(self) -> int:
        return self._batches.dropped

    def finish(self, report: RequestReport) -> None:
        line = self._writer.line(report)
        self._batches.put(line, len(line))

    async def aclose(self) -> None:
        await self._batches.aclose(LAST_WRITE)
        self._sink.close()
