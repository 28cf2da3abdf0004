"""Spans on their way to a collector: OTLP over HTTP, encoded and sent by OpenTelemetry's own SDK and exporter.

They are an optional extra and cost 15 MB, so nothing imports this module unless tracing is configured.
"""

import logging
from itertools import islice
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags, TraceState

from marketplace.gateway.config import TracingConfig
from marketplace.gateway.report import RequestReport, Trace
from marketplace.gateway.telemetry.batches import BatchNotWrittenError
from marketplace.gateway.telemetry.tracing.spans import FinishedSpan, Kind, spans_of
from marketplace.gateway.telemetry.tracing.tracer import THREAD

SPANS_IN_ONE_REQUEST: Final = 512
KINDS: Final = {Kind.INTERNAL: SpanKind.INTERNAL, Kind.SERVER: SpanKind.SERVER, Kind.CLIENT: SpanKind.CLIENT}
SAMPLED: Final = TraceFlags(TraceFlags.SAMPLED)
SCOPE: Final = InstrumentationScope("holdfast-gateway")
UNSET: Final = Status(StatusCode.UNSET)
EXPORTERS_LOG: Final = "opentelemetry.exporter.otlp.proto.http.trace_exporter"


class OtlpSender:
    """Turns reports of sampled requests into spans and sends them. Blocks: for a thread.

    Finished spans are given to the exporter as ReadableSpan, since they are over when OpenTelemetry first hears of
    them: through a Tracer each would cost twice as much, and on the event loop.
    """

    def __init__(self, config: TracingConfig) -> None:
        self._endpoint = config.endpoint
        logging.getLogger(EXPORTERS_LOG).addFilter(_is_not_ours)
        self._exporter = OTLPSpanExporter(
            endpoint=config.endpoint, headers=dict(config.headers), timeout=config.timeout
        )
        self._resource = Resource.create({"service.name": config.service_name})

    def send(self, reports: list[RequestReport]) -> None:
        """Raises BatchNotWrittenError when the collector does not take them."""
        spans = (span for report in reports if report.trace is not None for span in self._spans(report, report.trace))
        while batch := list(islice(spans, SPANS_IN_ONE_REQUEST)):
            if self._exporter.export(batch) is not SpanExportResult.SUCCESS:
                raise BatchNotWrittenError(f"the collector at {self._endpoint} does not take them.")

    def close(self) -> None:
        """Ends retries under way."""
        self._exporter.shutdown()  # type: ignore[no-untyped-call]

    def _spans(self, report: RequestReport, trace: Trace) -> list[ReadableSpan]:
        number = int(trace.trace_id, 16)
        state = TraceState.from_header([trace.state]) if trace.state else None
        return [self._span(number, state, span) for span in spans_of(report, trace)]

    def _span(self, trace_id: int, state: TraceState | None, span: FinishedSpan) -> ReadableSpan:
        parent = None
        if span.parent_id is not None:
            parent = SpanContext(trace_id, span.parent_id, span.parent_is_remote, SAMPLED, state)
        return ReadableSpan(
            name=span.name,
            context=SpanContext(trace_id, span.span_id, is_remote=False, trace_flags=SAMPLED, trace_state=state),
            parent=parent,
            resource=self._resource,
            attributes=span.attributes,
            kind=KINDS[span.kind],
            status=UNSET if span.error is None else Status(StatusCode.ERROR),
            start_time=span.start,
            end_time=span.end,
            instrumentation_scope=SCOPE,
        )


def _is_not_ours(record: logging.LogRecord) -> bool:
    """Of a collector that is down the exporter tells twice with every batch. We say it once; others' are left alone."""
    return record.threadName != THREAD
