"""The ways to subgraphs, with every call recorded and its trace context sent along."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from random import getrandbits

from marketplace.gateway.errors import SubgraphError
from marketplace.gateway.ports import EventSource, Recorder, SubgraphRequest, SubgraphResponse, Transport
from marketplace.gateway.report import SubgraphCall, Trace
from marketplace.gateway.telemetry.tracing import write_traceparent

CANCELLED = "CANCELLED"


class RecordedTransport:
    """The outermost way to a subgraph: it sees what the client's request waits for, retries and all.

    The call of a sampled request has a span of its own, whose id the subgraph is told. An unsampled request's trace
    context is among the request's headers already.
    """

    def __init__(self, inner: Transport, recorder: Recorder) -> None:
        self.inner = inner
        self._recorder = recorder

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        call = SubgraphCall(request.subgraph, time.monotonic(), len(request.body))
        report = request.report
        if report is not None and report.calls is not None and report.trace is not None:
            request = _with_span(request, report.trace, call)
        try:
            response = await self.inner.send(request)
            call.status = response.status
            call.received = len(response.body)
        except SubgraphError as error:
            call.code = error.code
            raise
        except asyncio.CancelledError:
            call.code = CANCELLED
            raise
        finally:
            call.ended = time.monotonic()
            self._recorder.finish_call(report, call)
        return response

    async def why_not_ready(self) -> str | None:
        return await self.inner.why_not_ready()

    async def aclose(self) -> None:
        await self.inner.aclose()


class RecordedEventSource:
    """A subscription of a sampled request is one span, from its begin to its end. Metrics leave it out: how long it
    lasts is the client's choice.
    """

    def __init__(self, inner: EventSource) -> None:
        self._inner = inner

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        report = request.report
        call: SubgraphCall | None = None
        if report is not None and report.calls is not None and report.trace is not None:
            call = SubgraphCall(request.subgraph, time.monotonic(), len(request.body))
            request = _with_span(request, report.trace, call)
        try:
            async with aclosing(self._inner.subscribe(request)) as events:
                async for event in events:
                    if call is not None:
                        call.received += len(event.body)
                    yield event
        except SubgraphError as error:
            if call is not None:
                call.code = error.code
            raise
        finally:
            if call is not None and report is not None and report.calls is not None:
                call.ended = time.monotonic()
                report.calls.append(call)


def _with_span(request: SubgraphRequest, trace: Trace, call: SubgraphCall) -> SubgraphRequest:
    call.span_id = getrandbits(64) or 1
    context = {**trace.headers, "traceparent": write_traceparent(trace.trace_id, call.span_id, sampled=True)}
    return replace(request, headers={**request.headers, **context})
