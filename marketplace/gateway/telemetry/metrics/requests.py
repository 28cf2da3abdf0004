"""Counts and durations of clients' requests."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Histogram

from marketplace.gateway.config import MetricsConfig, OperationLabel
from marketplace.gateway.report import RequestReport
from marketplace.gateway.telemetry.bounded_names import BoundedNames
from marketplace.gateway.telemetry.names import HELP, OTHER, Label, Series

SUBSCRIPTION = "subscription"
HASH_CHARACTERS = 12

SeriesKey = tuple[str, str, int, str]
"""Operation, client, status, code."""


class RequestMetrics:
    """Children of the series are looked up once for each combination of labels and kept, up to `max_series`."""

    def __init__(self, config: MetricsConfig, registry: CollectorRegistry) -> None:
        self._label = config.operation_label
        self._max_series = config.max_series
        self._operations = BoundedNames(
            config.max_operations, config.forget_after, config.operations, self._forget_operation
        )
        self._clients = BoundedNames(config.max_clients, config.forget_after, (), self._forget_client)
        self._codes = BoundedNames(config.max_codes, config.forget_after)
        self._requests = Counter(
            Series.REQUESTS,
            HELP[Series.REQUESTS],
            (Label.OPERATION, Label.CLIENT, Label.STATUS, Label.CODE),
            registry=registry,
        )
        self._seconds = Histogram(
            Series.REQUEST_SECONDS,
            HELP[Series.REQUEST_SECONDS],
            (Label.OPERATION,),
            registry=registry,
            buckets=config.duration_buckets,
        )
        self._outcomes = Counter(
            Series.RESPONSES_BY_CACHE, HELP[Series.RESPONSES_BY_CACHE], (Label.OUTCOME,), registry=registry
        )
        self._estimated = Counter(Series.ESTIMATED_COST, HELP[Series.ESTIMATED_COST], registry=registry)
        self._actual = Counter(Series.ACTUAL_COST, HELP[Series.ACTUAL_COST], registry=registry)
        self._known: dict[SeriesKey, tuple[Counter, Histogram]] = {}
        self._known_outcomes: dict[str, Counter] = {}

    def finish(self, report: RequestReport) -> None:
        now = report.ended
        codes = report.codes
        key = (
            self._operations.admit(self._operation(report), now),
            self._clients.admit(report.client_name or "", now),
            report.status,
            self._codes.admit(codes[0], now) if codes else "",
        )
        known = self._known.get(key)
        if known is None:
            known = self._add(key)
        requests, seconds = known
        requests.inc()
        if report.operation_type != SUBSCRIPTION:
            trace = report.trace
            exemplar = {"trace_id": trace.trace_id} if trace is not None and trace.sampled else None
            seconds.observe(now - report.started, exemplar)
        if report.cache is not None:
            self._count_outcome(report.cache)
        if report.estimated_cost is not None:
            self._estimated.inc(report.estimated_cost)
        if report.actual_cost is not None:
            self._actual.inc(report.actual_cost)

    def _operation(self, report: RequestReport) -> str:
        if self._label is OperationLabel.NAME:
            return report.operation_name or ""
        if self._label is OperationLabel.HASH and report.document_hash is not None:
            return report.document_hash.hex()[:HASH_CHARACTERS]
        return ""

    def _add(self, key: SeriesKey) -> tuple[Counter, Histogram]:
        operation, client, status, code = key
        if len(self._known) >= self._max_series:
            operation, client = OTHER, OTHER
        children = (
            self._requests.labels(operation, client, str(status), code),
            self._seconds.labels(operation),
        )
        if len(self._known) < self._max_series:
            self._known[key] = children
        return children

    def _count_outcome(self, outcome: str) -> None:
        counter = self._known_outcomes.get(outcome)
        if counter is None:
            counter = self._known_outcomes[outcome] = self._outcomes.labels(outcome)
        counter.inc()

    def _forget_operation(self, operation: str) -> None:
        self._forget(lambda key: key[0] == operation)
        self._seconds.remove(operation)

    def _forget_client(self, client: str) -> None:
        self._forget(lambda key: key[1] == client)

    def _forget(self, old: Callable[[SeriesKey], bool]) -> None:
        for key in [key for key in self._known if old(key)]:
            del self._known[key]
            operation, client, status, code = key
            self._requests.remove(operation, client, str(status), code)
