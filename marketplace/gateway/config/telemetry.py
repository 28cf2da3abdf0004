"""What the gateway tells about itself: traces, metrics, a log of requests, and the listener where operators ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from marketplace.gateway.config.units import Bytes, Port, Range, Seconds, Share


@dataclass(frozen=True, slots=True, kw_only=True)
class TracingConfig:
    """Spans, sent to an OpenTelemetry collector (OTLP over HTTP). Needs `holdfast-gateway[telemetry]`."""

    endpoint: str = "http://127.0.0.1:4318/v1/traces"
    """Where spans are sent: the whole address, signal path included."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Sent to the collector with every batch, as its vendor asks."""
    service_name: str = "holdfast-gateway"
    """The resource's `service.name`."""
    ratio: Share = 0.01
    """Which part of the traces that begin here is sampled. The others cost three microseconds a request."""
    follow_parents: bool = True
    """Whether a request's `traceparent` names its trace and decides for it. Switch it off where strangers can reach
    the gateway and a trace is dear: they could have every request sampled.
    """
    baggage: frozenset[str] = frozenset()
    """Keys of the client's `baggage` that subgraphs get; all others are dropped."""
    max_waiting_spans: Annotated[int, Range(512, 1_000_000)] = 8_192
    """Spans that may wait for the collector; more are dropped."""
    interval: Seconds = 2.0
    """How often spans are sent."""
    timeout: Seconds = 5.0
    """For the collector to take a batch, and for the last one when the gateway stops."""


class OperationLabel(StrEnum):
    """What tells operations apart in metrics: their names, hashes of their documents, or nothing."""

    NAME = "name"
    HASH = "hash"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsConfig:
    """Series for Prometheus, shown at `/metrics` of the admin listener. Their number is bounded."""

    operation_label: OperationLabel = OperationLabel.NAME
    """What the label `operation` holds."""
    operations: frozenset[str] = frozenset()
    """Names that are always told apart: nobody can crowd them out by sending others."""
    max_operations: Annotated[int, Range(1, 10_000)] = 200
    """Operations told apart besides; the rest is `other`."""
    max_clients: Annotated[int, Range(1, 10_000)] = 50
    """Client applications told apart; the rest is `other`."""
    max_codes: Annotated[int, Range(1, 10_000)] = 100
    """Error codes told apart, subgraphs' own included; the rest is `other`."""
    max_series: Annotated[int, Range(100, 1_000_000)] = 2_000
    """Combinations of operation, client, status and code; with one more the operation and the client are `other`."""
    forget_after: Seconds = 3_600.0
    """A name not used for so long makes room for another."""
    duration_buckets: tuple[float, ...] = (
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.2,
        0.5,
        1.0,
        2.5,
        5.0,
        10.0,
    )
    """Upper bounds of the histograms of durations, in seconds; each of them is a series for every operation."""
    slow_thresholds: tuple[float, ...] = (0.2, 0.5, 1.0)
    """Some of these bounds: operations that take longer are counted by the subgraph that took the most of the time."""
    stage_sample: Annotated[int, Range(1, 1_000_000)] = 64
    """The stages of one request in so many are put into the histogram of stages."""
    loop_lag_interval: Seconds = 0.25
    """How often the event loop's lag is measured."""

    def __post_init__(self) -> None:
        if not set(self.slow_thresholds) <= set(self.duration_buckets):
            raise ValueError("slow_thresholds are taken from duration_buckets, so that both count the same operations.")


class SubjectForm(StrEnum):
    """How the access log names who asked: not at all, by a hash that tells them apart, or by the token's subject."""

    NONE = "none"
    HASH = "hash"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLogConfig:
    """One line of JSON for each request. Variables, tokens and the document's text are never in it."""

    file: Path | None = None
    """Appended to, and opened anew when it was moved or removed (as by logrotate); without it standard output."""
    subject: SubjectForm = SubjectForm.HASH
    """How whoever asked is named."""
    subject_key: str = field(default="", repr=False)
    """Makes the hashes of subjects useless to those who do not know it; at most 64 bytes."""
    client_address: bool = True
    """Whether the client's IP address is logged."""
    interval: Seconds = 0.25
    """How long a line may wait to be written."""
    max_waiting: Bytes = 4 * 1024 * 1024
    """Lines that may wait while writing stands still; more are dropped and counted, requests never wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminConfig:
    """A listener for operators, apart from the clients' one. Each worker has its own, at the first free one of as many
    ports as there are workers.
    """

    host: str = "127.0.0.1"
    """Address to listen on. Whoever reaches it may read metrics and state."""
    port: Port = 9_464
    """The first of the ports."""
    token: str = field(default="", repr=False)
    """What changes state asks for `Authorization: Bearer` with it; without it nothing that changes state is served."""
    max_body: Bytes = 64 * 1024
    """Bodies of requests."""
    timeout: Seconds = 10.0
    """For a request to arrive, and for a connection to do nothing."""
    max_connections: Annotated[int, Range(1, 10_000)] = 64
    """Open at the same time; more are closed at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TelemetryConfig:
    """Each part is off, and costs nothing, unless it is there."""

    tracing: TracingConfig | None = None
    """Spans for a sample of the requests."""
    metrics: MetricsConfig | None = None
    """Series for Prometheus."""
    access_log: AccessLogConfig | None = None
    """One line for each request."""
    admin: AdminConfig | None = None
    """The operators' listener."""
