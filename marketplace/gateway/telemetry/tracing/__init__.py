"""Spans of a sample of the requests."""

from marketplace.gateway.telemetry.tracing.sampler import HeadSampler
from marketplace.gateway.telemetry.tracing.trace_context import write_traceparent
from marketplace.gateway.telemetry.tracing.tracer import SpanSender, Tracer, open_sender

__all__ = ["HeadSampler", "SpanSender", "Tracer", "open_sender", "write_traceparent"]
