"""Counts, durations and sizes of requests to subgraphs."""

from collections.abc import Iterable

from marketplace.gateway.config import MetricsConfig
from marketplace.gateway.errors import (
    SubgraphConnectionLostError,
    SubgraphMalformedResponseError,
    SubgraphOverloadedError,
    SubgraphResponseTooLargeError,
    SubgraphTimeoutError,
    SubgraphUnavailableError,
    SubgraphUnreachableError,
)
from marketplace.gateway.report import SubgraphCall
from marketplace.gateway.telemetry.metrics.histogram import Buckets
from marketplace.gateway.telemetry.metrics.statistics import Distribution, Measurement
from marketplace.gateway.telemetry.names import Label, Series

FIRST_SERVER_ERROR = 500
CODES = tuple(
    error.code
    for error in (
        SubgraphConnectionLostError,
        SubgraphMalformedResponseError,
        SubgraphOverloadedError,
        SubgraphResponseTooLargeError,
        SubgraphTimeoutError,
        SubgraphUnavailableError,
        SubgraphUnreachableError,
    )
)
"""Shown from the start, so that the first failure of a kind is seen."""


class _Subgraph:
    __slots__ = ("erroneous", "failures", "received", "seconds", "sent")

    def __init__(self, seconds: Buckets) -> None:
        self.seconds = seconds
        self.sent = 0
        self.received = 0
        self.erroneous = 0
        self.failures = dict.fromkeys(CODES, 0)


class SubgraphMetrics:
    """The supergraphs bound the number of subgraphs; codes of failures are ours."""

    def __init__(self, config: MetricsConfig) -> None:
        self._bounds = config.duration_buckets
        self._known: dict[str, _Subgraph] = {}

    def finish(self, call: SubgraphCall, trace_id: str | None) -> None:
        """`trace_id` is that of a sampled trace."""
        known = self._known.get(call.subgraph) or self.expect(call.subgraph)
        known.seconds.observe(call.ended - call.started, trace_id)
        known.sent += call.sent
        known.received += call.received
        if call.code is not None:
            known.failures[call.code] = known.failures.get(call.code, 0) + 1
        elif call.status >= FIRST_SERVER_ERROR:
            code = f"HTTP_{call.status}"
            known.failures[code] = known.failures.get(code, 0) + 1

    def note_erroneous(self, name: str) -> None:
        """It answered, and with an error that is not the client's fault."""
        self.expect(name).erroneous += 1

    def expect(self, name: str) -> _Subgraph:
        """Its numbers, which are shown from now on."""
        return self._known.setdefault(name, _Subgraph(Buckets(self._bounds)))

    def measurements(self) -> Iterable[Measurement | Distribution]:
        """All of it."""
        for name, known in self._known.items():
            labels = {Label.SUBGRAPH: name}
            yield Distribution(Series.SUBGRAPH_SECONDS, known.seconds, labels)
            yield Measurement(Series.SUBGRAPH_SENT, known.sent, labels)
            yield Measurement(Series.SUBGRAPH_RECEIVED, known.received, labels)
            yield Measurement(Series.SUBGRAPH_ERRORS, known.erroneous, labels)
            for code, count in known.failures.items():
                yield Measurement(Series.SUBGRAPH_FAILURES, count, {Label.SUBGRAPH: name, Label.CODE: code})
