"""What service level objectives are made of: every operation once, by class and outcome, and who is to blame.

Counted, not sampled: `error` of OPERATIONS is the sum of ATTRIBUTED_ERRORS over the subgraphs, and what
OPERATION_SECONDS has above a threshold that of ATTRIBUTED_SLOW.
"""

from collections.abc import Iterable
from enum import StrEnum

from marketplace.gateway.config import MetricsConfig
from marketplace.gateway.report import GATEWAY, UNKNOWN, RequestReport
from marketplace.gateway.telemetry.metrics.histogram import Buckets
from marketplace.gateway.telemetry.metrics.statistics import Distribution, Measurement
from marketplace.gateway.telemetry.names import Label, Series

SUBSCRIPTION = "subscription"
CLASSES = ("query", "mutation", SUBSCRIPTION, UNKNOWN)
"""UNKNOWN is the class of what was refused before its operation was read."""


class Outcome(StrEnum):
    """`client_error` is no event of an objective; neither is a client that left."""

    OK = "ok"
    CLIENT_ERROR = "client_error"
    ERROR = "error"


class _Class:
    """The operations of one class."""

    __slots__ = ("client_errors", "errors", "ok", "seconds", "slow")

    def __init__(self, config: MetricsConfig) -> None:
        self.ok = 0
        self.client_errors = 0
        self.errors: dict[str, int] = {}
        self.seconds = Buckets(config.duration_buckets)
        self.slow: dict[float, dict[str, int]] = {threshold: {} for threshold in sorted(config.slow_thresholds)}

    def expect(self, culprit: str) -> None:
        for counts in (self.errors, *self.slow.values()):
            counts.setdefault(culprit, 0)


class OperationMetrics:
    """A slow operation is blamed on the subgraph of its longest fetch, or on the gateway where all fetches together
    took less than half of the time.
    """

    def __init__(self, config: MetricsConfig) -> None:
        self._classes = {name: _Class(config) for name in CLASSES}
        self._fastest_slow = min(config.slow_thresholds, default=float("inf"))
        for culprit in (GATEWAY, UNKNOWN):
            self.expect_subgraph(culprit)

    def expect_subgraph(self, name: str) -> None:
        for counted in self._classes.values():
            counted.expect(name)

    def finish(self, report: RequestReport) -> None:
        counted = self._classes[report.operation_type or UNKNOWN]
        fault = report.fault
        if fault is not None:
            counted.errors[fault] = counted.errors.get(fault, 0) + 1
        elif report.codes:
            counted.client_errors += 1
            return
        else:
            counted.ok += 1
        if report.operation_type == SUBSCRIPTION:
            return
        trace = report.trace
        seconds = report.seconds
        counted.seconds.observe(seconds, trace.trace_id if trace is not None and trace.sampled else None)
        if seconds > self._fastest_slow:
            self._note_slow(counted, report)

    def measurements(self) -> Iterable[Measurement | Distribution]:
        """All of it."""
        for name, counted in self._classes.items():
            label = {Label.OPERATION_CLASS: name}
            outcomes = {
                Outcome.OK: counted.ok,
                Outcome.CLIENT_ERROR: counted.client_errors,
                Outcome.ERROR: sum(counted.errors.values()),
            }
            for outcome, count in outcomes.items():
                yield Measurement(Series.OPERATIONS, count, {**label, Label.OUTCOME: outcome})
            for culprit, count in counted.errors.items():
                yield Measurement(Series.ATTRIBUTED_ERRORS, count, {**label, Label.SUBGRAPH: culprit})
            yield Distribution(Series.OPERATION_SECONDS, counted.seconds, label)
            for threshold, culprits in counted.slow.items():
                for culprit, count in culprits.items():
                    labels = {**label, Label.SUBGRAPH: culprit, Label.THRESHOLD: str(threshold)}
                    yield Measurement(Series.ATTRIBUTED_SLOW, count, labels)

    def _note_slow(self, counted: _Class, report: RequestReport) -> None:
        culprit = report.slowest if report.fetch_seconds * 2 >= report.seconds else GATEWAY
        for threshold, culprits in counted.slow.items():
            if report.seconds <= threshold:
                break
            culprits[culprit] = culprits.get(culprit, 0) + 1
