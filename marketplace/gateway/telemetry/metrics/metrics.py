"""All series of one process, and the text that Prometheus reads."""

import asyncio
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector
from prometheus_client.exposition import choose_encoder

from marketplace.gateway.config import MetricsConfig
from marketplace.gateway.report import RequestReport, SubgraphCall
from marketplace.gateway.telemetry.metrics.event_loop import EventLoopLag
from marketplace.gateway.telemetry.metrics.operations import OperationMetrics
from marketplace.gateway.telemetry.metrics.requests import RequestMetrics
from marketplace.gateway.telemetry.metrics.stages import StageMetrics
from marketplace.gateway.telemetry.metrics.statistics import Measurement, MeasurementSource, StatisticsCollector
from marketplace.gateway.telemetry.metrics.subgraphs import SubgraphMetrics
from marketplace.gateway.telemetry.names import Label, Series

DISTRIBUTIONS = ("holdfast-gateway", "holdfast")


@dataclass(frozen=True, slots=True)
class Exposition:
    """All series as text, in the format that the reader asked for."""

    content_type: str
    body: bytes


class Metrics:
    """The series of this process alone: each worker is scraped for itself."""

    def __init__(self, config: MetricsConfig) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._requests = RequestMetrics(config)
        self._operations = OperationMetrics(config)
        self._stages = StageMetrics(config, self.registry)
        self._subgraphs = SubgraphMetrics(config)
        self._lag = EventLoopLag(config.loop_lag_interval, self.registry)
        self._statistics = StatisticsCollector()
        for source in (
            _build_info,
            self._requests.measurements,
            self._operations.measurements,
            self._subgraphs.measurements,
        ):
            self._statistics.add(source)
        self.registry.register(self._statistics)
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    def add_source(self, source: MeasurementSource) -> None:
        """Ask it for its numbers whenever the series are read."""
        self._statistics.add(source)

    def start(self) -> None:
        self._lag.start()

    def stop(self) -> None:
        self._lag.stop()

    def finish(self, report: RequestReport) -> None:
        self._requests.finish(report)
        self._operations.finish(report)
        for subgraph in report.erroneous.values():
            self._subgraphs.note_erroneous(subgraph)
        self._stages.finish(report)

    def expect_subgraph(self, name: str) -> None:
        """Show its series from the start: what grows from nothing else is not seen to grow."""
        self._operations.expect_subgraph(name)
        self._subgraphs.expect(name)

    def finish_call(self, call: SubgraphCall, trace_id: str | None) -> None:
        self._subgraphs.finish(call, trace_id)

    async def expose(self, accept: str) -> Exposition:
        """OpenMetrics, which alone has exemplars, where the reader takes it. Written in a thread: thousands of series
        take tens of milliseconds.
        """
        encode, content_type = choose_encoder(accept)
        self._statistics.read()
        return Exposition(content_type, await asyncio.to_thread(encode, self.registry))


def _build_info() -> list[Measurement]:
    labels = {Label.VERSION: _installed_version(), Label.PYTHON: platform.python_version()}
    return [Measurement(Series.BUILD_INFO, 1, labels)]


def _installed_version() -> str:
    for distribution in DISTRIBUTIONS:
        try:
            return version(distribution)
        except PackageNotFoundError:
            continue
    return "unknown"
