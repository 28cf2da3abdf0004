"""Traces a sample of the requests."""

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol

from marketplace.gateway.config import TracingConfig
from marketplace.gateway.report import RequestReport, Trace
from marketplace.gateway.telemetry.batches import BackgroundBatches
from marketplace.gateway.telemetry.tracing.sampler import HeadSampler

THREAD = "traces"
"""Name of the thread in which spans are sent."""


class SpanSender(Protocol):
    """Where reports of sampled requests go."""

    def send(self, reports: list[RequestReport]) -> None:
        """Called in a thread; may block."""
        ...

    def close(self) -> None:
        """Ends a `send` under way."""
        ...


def open_sender(config: TracingConfig) -> SpanSender:
    """Raises ValueError where OpenTelemetry is not installed."""
    try:
        module = import_module("marketplace.gateway.telemetry.tracing.otlp")
    except ImportError as error:
        raise ValueError(
            f"Tracing needs OpenTelemetry ({error}): pip install 'holdfast-gateway[telemetry]', or leave the tracing "
            "options out."
        ) from error
    sender: SpanSender = module.OtlpSender(config)
    return sender


class Tracer:
    """An unsampled request is given ids for its subgraphs and nothing else: no OpenTelemetry code runs for it."""

    def __init__(self, config: TracingConfig, sender: SpanSender) -> None:
        self._config = config
        self._sampler = HeadSampler(config)
        self._sender = sender
        self._batches = BackgroundBatches[RequestReport, list[RequestReport]](
            THREAD,
            begin=list,
            add=list.append,
            write=sender.send,
            interval=config.interval,
            max_waiting=config.max_waiting_spans,
        )

    @property
    def dropped(self) -> int:
        """Requests whose spans found no room or were not taken."""
        return self._batches.dropped

    def begin(self, headers: Mapping[str, str]) -> Trace:
        return self._sampler.begin(headers)

    def finish(self, report: RequestReport) -> None:
        """Hands a sampled request's spans over."""
        if report.trace is not None and report.trace.sampled:
            self._batches.put(report, 1 + len(report.marks) + len(report.calls or ()))

    async def aclose(self) -> None:
        """Sends what waits, within the collector's time."""
        await self._batches.aclose(self._config.timeout)
        self._sender.close()
