"""What telemetry is told of requests that end in unusual ways."""

import asyncio

from marketplace.gateway.config import CacheConfig, GatewayConfig, ResponseCacheConfig
from marketplace.gateway.pipeline import HttpRequest, StreamedResponse, new_exchange
from marketplace.gateway.ports import SubgraphResponse
from marketplace.gateway.telemetry import MemoryRecorder
from tests.harness.small_gateway import SmallGateway

CACHED = SubgraphResponse(200, {"cache-control": "max-age=60"}, b'{"data":{"me":{"id":"1"}}}')


def request(body: bytes, **headers: str) -> HttpRequest:
    return HttpRequest("POST", "", {"content-type": "application/json", **headers}, body)


def test_a_kept_response_is_known_by_its_operation():
    recorder = MemoryRecorder()
    small = SmallGateway(GatewayConfig(caches=CacheConfig(responses=ResponseCacheConfig())), recorder)
    small.people.answer = lambda _: CACHED
    for _ in range(2):
        small.post({"query": "query Mine { me { id } }"})
    miss, hit = recorder.requests
    assert (miss.cache, hit.cache) == ("miss", "hit")
    assert (hit.operation_name, hit.operation_type) == ("Mine", "query")
    assert hit.document_hash == miss.document_hash is not None
    assert len(hit.marks) < len(miss.marks)


def test_a_client_that_leaves_is_reported_once():
    recorder = MemoryRecorder()
    small = SmallGateway(recorder=recorder)

    async def leave() -> None:
        with small.gateway.use() as handler:
            task = asyncio.create_task(handler.handle(new_exchange(request(b'{"query":"{ me { id } }"}'))))
            await asyncio.sleep(0)
            assert not task.done(), "its document is being validated"
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(leave())
    assert [(r.status, r.codes, r.refused) for r in recorder.requests] == [(499, ("CLIENT_LEFT",), True)]


def test_a_stream_that_nobody_begins_to_read_is_reported_when_it_is_closed():
    recorder = MemoryRecorder()
    small = SmallGateway(recorder=recorder)

    async def close() -> None:
        asked = request(b'{"query":"{ me { id } }"}', accept="text/event-stream")
        with small.gateway.use() as handler:
            response = await handler.handle(new_exchange(asked))
            assert isinstance(response, StreamedResponse)
            assert recorder.requests == []
            await response.pieces.aclose()

    asyncio.run(close())
    assert [(r.protocol, r.responses, r.bytes_out) for r in recorder.requests] == [("sse", 0, 0)]


def test_codes_that_subgraphs_choose_are_bounded():
    recorder = MemoryRecorder()
    small = SmallGateway(recorder=recorder)
    codes = [f"{'C' * 100}{number}" for number in range(3)] + [f"CODE_{number}" for number in range(20)]
    errors = [{"message": "no", "extensions": {"code": code}} for code in codes]
    small.people.answer = lambda _: {"data": None, "errors": errors}
    small.query("{ me { id } }")
    (report,) = recorder.requests
    assert 0 < len(report.codes) <= 8
    assert all(len(code) <= 64 for code in report.codes)
    assert not report.refused
