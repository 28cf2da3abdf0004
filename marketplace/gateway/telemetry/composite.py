"""Traces, metrics and the access log as one recorder."""

import logging
import time
from collections.abc import Iterable, Mapping

from marketplace.gateway.config import TelemetryConfig
from marketplace.gateway.report import RequestReport, SubgraphCall
from marketplace.gateway.telemetry.access_log import AccessLog
from marketplace.gateway.telemetry.metrics import Measurement, Metrics
from marketplace.gateway.telemetry.names import Label, Series
from marketplace.gateway.telemetry.tracing import Tracer, open_sender

logger = logging.getLogger(__name__)


class CompositeRecorder:
    """Each of the three may be absent. Whatever goes wrong here is logged, and no request's fault.

    Belongs to one event loop, like the gateway.
    """

    def __init__(
        self, *, tracer: Tracer | None = None, metrics: Metrics | None = None, access_log: AccessLog | None = None
    ) -> None:
        self.tracer = tracer
        self.metrics = metrics
        self.access_log = access_log
        self.enabled = tracer is not None or metrics is not None or access_log is not None
        self.in_flight = 0
        self._events: dict[tuple[str, str, str], int] = {}
        if metrics is not None:
            metrics.add_source(self.measurements)

    @classmethod
    def configured(cls, config: TelemetryConfig) -> "CompositeRecorder | None":
        """None where no part is configured. Raises ValueError where one cannot be had."""
        if config.tracing is None and config.metrics is None and config.access_log is None:
            return None
        return cls(
            tracer=Tracer(config.tracing, open_sender(config.tracing)) if config.tracing is not None else None,
            metrics=Metrics(config.metrics) if config.metrics is not None else None,
            access_log=AccessLog(config.access_log) if config.access_log is not None else None,
        )

    def begin(self, started: float, headers: Mapping[str, str]) -> RequestReport:
        self.in_flight += 1
        report = RequestReport(started, time.time())
        if self.tracer is not None:
            report.trace = self.tracer.begin(headers)
            if report.trace.sampled:
                report.calls = []
        return report

    def finish(self, report: RequestReport) -> None:
        self.in_flight -= 1
        report.ended = time.monotonic()
        try:
            if self.metrics is not None:
                self.metrics.finish(report)
            if self.access_log is not None:
                self.access_log.finish(report)
            if self.tracer is not None:
                self.tracer.finish(report)
        except Exception:
            logger.exception("Recording request %s failed", report.request_id)

    def finish_call(self, report: RequestReport | None, call: SubgraphCall) -> None:
        trace_id = None
        if report is not None:
            seconds = call.ended - call.started
            report.fetches += 1
            report.fetch_seconds += seconds
            if seconds > report.slowest_seconds:
                report.slowest, report.slowest_seconds = call.subgraph, seconds
            if report.calls is not None:
                report.calls.append(call)
                trace_id = report.trace.trace_id if report.trace is not None else None
        if self.metrics is not None:
            self.metrics.finish_call(call, trace_id)

    def observe(self, event: str, subgraph: str, instance: str) -> None:
        """Something happened to a subgraph or to one of its instances; configuration bounds how many there are."""
        key = (event, subgraph, instance)
        self._events[key] = self._events.get(key, 0) + 1

    def start(self) -> None:
        """What needs a running event loop."""
        if self.metrics is not None:
            self.metrics.start()

    async def aclose(self) -> None:
        """Writes and sends what waits, for a few seconds at most."""
        if self.metrics is not None:
            self.metrics.stop()
        if self.access_log is not None:
            await self.access_log.aclose()
        if self.tracer is not None:
            await self.tracer.aclose()

    def measurements(self) -> Iterable[Measurement]:
        """What it knows of itself."""
        yield Measurement(Series.REQUESTS_IN_FLIGHT, self.in_flight)
        for (event, subgraph, instance), count in self._events.items():
            labels = {Label.EVENT: event, Label.SUBGRAPH: subgraph, Label.INSTANCE: instance}
            yield Measurement(Series.SUBGRAPH_EVENTS, count, labels)
        if self.access_log is not None:
            yield Measurement(Series.TELEMETRY_DROPPED, self.access_log.dropped, {Label.PART: "access_log"})
        if self.tracer is not None:
            yield Measurement(Series.TELEMETRY_DROPPED, self.tracer.dropped, {Label.PART: "tracing"})
