"""How long the stages take."""

from prometheus_client import CollectorRegistry, Histogram

from marketplace.gateway.config import MetricsConfig
from marketplace.gateway.report import RequestReport
from marketplace.gateway.telemetry.names import HELP, Label, Series

BUCKETS = (0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)


class StageMetrics:
    """Looks at one request in so many: a histogram costs half a microsecond for each stage."""

    def __init__(self, config: MetricsConfig, registry: CollectorRegistry) -> None:
        self._every = config.stage_sample
        self._until_next = 1
        self._seconds = Histogram(
            Series.STAGE_SECONDS, HELP[Series.STAGE_SECONDS], (Label.STAGE,), registry=registry, buckets=BUCKETS
        )

    def finish(self, report: RequestReport) -> None:
        self._until_next -= 1
        if self._until_next:
            return
        self._until_next = self._every
        before = report.started
        for stage, after in zip(report.stages, report.marks, strict=False):
            self._seconds.labels(stage).observe(after - before)
            before = after
