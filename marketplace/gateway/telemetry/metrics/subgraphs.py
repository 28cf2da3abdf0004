"""Counts, durations and sizes of requests to subgraphs."""

from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram

from marketplace.gateway.config import MetricsConfig
from marketplace.gateway.report import SubgraphCall
from marketplace.gateway.telemetry.names import HELP, Label, Series

FIRST_SERVER_ERROR = 500


class _Subgraph(NamedTuple):
    seconds: Histogram
    sent: Counter
    received: Counter


class SubgraphMetrics:
    """The supergraph bounds the number of subgraphs; codes of failures are ours."""

    def __init__(self, config: MetricsConfig, registry: CollectorRegistry) -> None:
        by_subgraph = (Label.SUBGRAPH,)
        self._seconds = Histogram(
            Series.SUBGRAPH_SECONDS,
            HELP[Series.SUBGRAPH_SECONDS],
            by_subgraph,
            registry=registry,
            buckets=config.duration_buckets,
        )
        self._sent = Counter(Series.SUBGRAPH_SENT, HELP[Series.SUBGRAPH_SENT], by_subgraph, registry=registry)
        self._received = Counter(
            Series.SUBGRAPH_RECEIVED, HELP[Series.SUBGRAPH_RECEIVED], by_subgraph, registry=registry
        )
        self._failures = Counter(
            Series.SUBGRAPH_FAILURES,
            HELP[Series.SUBGRAPH_FAILURES],
            (Label.SUBGRAPH, Label.CODE),
            registry=registry,
        )
        self._known: dict[str, _Subgraph] = {}

    def finish(self, call: SubgraphCall, trace_id: str | None) -> None:
        """`trace_id` is that of a sampled trace."""
        known = self._known.get(call.subgraph) or self._add(call.subgraph)
        known.seconds.observe(call.ended - call.started, {"trace_id": trace_id} if trace_id is not None else None)
        known.sent.inc(call.sent)
        known.received.inc(call.received)
        if call.code is not None:
            self._failures.labels(call.subgraph, call.code).inc()
        elif call.status >= FIRST_SERVER_ERROR:
            self._failures.labels(call.subgraph, f"HTTP_{call.status}").inc()

    def _add(self, subgraph: str) -> _Subgraph:
        known = self._known[subgraph] = _Subgraph(
            self._seconds.labels(subgraph), self._sent.labels(subgraph), self._received.labels(subgraph)
        )
        return known
