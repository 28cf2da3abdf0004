"""Calls of subgraphs are recorded, and sampled ones carry their own span."""

import asyncio

import pytest

from marketplace.gateway.errors import SubgraphTimeoutError
from marketplace.gateway.ports import SubgraphRequest
from marketplace.gateway.report import RequestReport, Trace
from marketplace.gateway.telemetry import MemoryRecorder, RecordedTransport
from marketplace.gateway.telemetry.tracing.trace_context import read_traceparent
from marketplace.gateway.transport import FakeTransport

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


def request(report: RequestReport | None) -> SubgraphRequest:
    return SubgraphRequest("products", b'{"query":"{a}"}', {"x-request-id": "1"}, report=report)


def sampled_report() -> RequestReport:
    report = RequestReport(1.0, 1.0)
    report.trace = Trace(TRACE_ID, 5, None, sampled=True, state="a=b", headers={"tracestate": "a=b"})
    report.calls = []
    return report


def test_each_call_of_a_sampled_request_tells_the_subgraph_its_own_span():
    recorder, fake = MemoryRecorder(), FakeTransport(lambda _: {"data": None})
    transport = RecordedTransport(fake, recorder)

    async def ask_twice() -> None:
        report = sampled_report()
        await transport.send(request(report))
        await transport.send(request(report))

    asyncio.run(ask_twice())
    told = [read_traceparent(sent.headers["traceparent"]) for sent in fake.requests]
    assert [(t.trace_id, t.sampled) for t in told if t is not None] == [(TRACE_ID, True)] * 2
    assert [t.span_id for t in told if t is not None] == [call.span_id for call in recorder.calls]
    assert recorder.calls[0].span_id != recorder.calls[1].span_id
    assert all(sent.headers["tracestate"] == "a=b" and sent.headers["x-request-id"] == "1" for sent in fake.requests)


def test_calls_of_other_requests_are_sent_as_they_are():
    recorder, fake = MemoryRecorder(), FakeTransport(lambda _: {"data": None})
    asked = request(None)
    asyncio.run(RecordedTransport(fake, recorder).send(asked))
    assert fake.requests == [asked]
    assert [(call.status, call.code, call.sent, call.received) for call in recorder.calls] == [(200, None, 15, 13)]


def test_failures_and_clients_that_leave_are_recorded_too():
    recorder = MemoryRecorder()
    failing = RecordedTransport(FakeTransport(lambda _: SubgraphTimeoutError("products", "no answer")), recorder)
    with pytest.raises(SubgraphTimeoutError):
        asyncio.run(failing.send(request(None)))

    class Silent(FakeTransport):
        async def send(self, request: SubgraphRequest):
            await asyncio.sleep(10)
            return await super().send(request)

    async def leave() -> None:
        task = asyncio.create_task(RecordedTransport(Silent(lambda _: {}), recorder).send(request(None)))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(leave())
    assert [call.code for call in recorder.calls] == ["SUBGRAPH_TIMEOUT", "CANCELLED"]


def test_readiness_and_the_end_are_the_inner_transports():
    fake = FakeTransport(lambda _: {})
    fake.unready = "down"
    transport = RecordedTransport(fake, MemoryRecorder())
    assert asyncio.run(transport.why_not_ready()) == "down"
    asyncio.run(transport.aclose())
    assert fake.closed
