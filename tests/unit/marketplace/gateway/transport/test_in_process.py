"""Calls in threads: bounded, timed, and never an exception of the endpoint's own."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from marketplace.gateway.config import InProcessTransportConfig
from marketplace.gateway.errors import (
    SubgraphError,
    SubgraphMalformedResponseError,
    SubgraphOverloadedError,
    SubgraphTimeoutError,
    SubgraphUnreachableError,
)
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport import InProcessTransport


@dataclass
class Answer:
    status: int = 200
    body: bytes = b'{"data": null}'
    content_type: str = "application/json"


def request(**changes) -> SubgraphRequest:
    return SubgraphRequest(subgraph="users", body=b"{}", headers={"x-a": "b"}, **changes)


def send_once(endpoint: Callable[[bytes, Mapping[str, str]], Answer], **options) -> SubgraphResponse:
    async def scenario() -> SubgraphResponse:
        transport = InProcessTransport("users", endpoint, InProcessTransportConfig(**options))
        try:
            return await transport.send(request())
        finally:
            await transport.aclose()

    return asyncio.run(scenario())


def test_hands_over_body_and_headers_and_brings_back_the_answer():
    seen = []

    def endpoint(body: bytes, headers: Mapping[str, str]) -> Answer:
        seen.append((body, dict(headers), threading.current_thread() is threading.main_thread()))
        return Answer(401, b"[]", "application/graphql-response+json")

    response = send_once(endpoint)
    assert response == SubgraphResponse(401, {"content-type": "application/graphql-response+json"}, b"[]")
    ((body, headers, in_main_thread),) = seen
    assert (body, in_main_thread) == (b"{}", False)
    assert 9_000 < int(headers.pop("x-holdfast-deadline-ms")) <= 10_000
    assert headers == {"x-a": "b"}


def test_an_endpoint_that_raises_is_a_subgraph_error(caplog):
    def endpoint(_body: bytes, _headers: Mapping[str, str]) -> Answer:
        raise KeyError("secret detail")

    with pytest.raises(SubgraphMalformedResponseError) as failure:
        send_once(endpoint)
    assert "users" in failure.value.message
    assert "secret detail" not in failure.value.message
    assert "secret detail" in caplog.text


def test_nothing_is_begun_for_nobody():
    begun = []

    def endpoint(body: bytes, _headers: Mapping[str, str]) -> Answer:
        begun.append(body)
        time.sleep(0.1)
        return Answer()

    async def scenario() -> None:
        transport = InProcessTransport("users", endpoint, InProcessTransportConfig(threads=1))
        first = asyncio.ensure_future(transport.send(request()))
        await asyncio.sleep(0)
        for seconds in (0.02, -1.0):
            with pytest.raises(SubgraphTimeoutError):
                await transport.send(request(deadline=time.monotonic() + seconds))
        await first
        await transport.aclose()

    asyncio.run(scenario())
    assert len(begun) == 1


def test_a_slow_endpoint_times_out_while_others_are_served():
    release = threading.Event()

    def endpoint(body: bytes, _headers: Mapping[str, str]) -> Answer:
        if body == b"slow":
            release.wait(5)
        return Answer()

    async def scenario() -> None:
        config = InProcessTransportConfig(threads=2, response_timeout=0.05)
        transport = InProcessTransport("users", endpoint, config)
        slow = SubgraphRequest(subgraph="users", body=b"slow", headers={})
        results = await asyncio.gather(transport.send(slow), transport.send(request()), return_exceptions=True)
        assert isinstance(results[0], SubgraphTimeoutError)
        assert isinstance(results[1], SubgraphResponse)
        release.set()
        await transport.aclose()

    asyncio.run(scenario())


def test_the_requests_own_deadline_counts():
    release = threading.Event()

    def endpoint(_body: bytes, _headers: Mapping[str, str]) -> Answer:
        release.wait(5)
        return Answer()

    async def scenario() -> float:
        transport = InProcessTransport("users", endpoint, InProcessTransportConfig())
        started = time.monotonic()
        with pytest.raises(SubgraphTimeoutError):
            await transport.send(request(deadline=time.monotonic() + 0.05))
        waited = time.monotonic() - started
        release.set()
        await transport.aclose()
        return waited

    assert asyncio.run(scenario()) < 2


def test_refuses_more_than_may_wait_and_recovers():
    release = threading.Event()

    def endpoint(_body: bytes, _headers: Mapping[str, str]) -> Answer:
        release.wait(5)
        return Answer()

    async def scenario() -> None:
        config = InProcessTransportConfig(threads=1, max_waiting=2)
        transport = InProcessTransport("users", endpoint, config)
        accepted = [asyncio.ensure_future(transport.send(request())) for _ in range(3)]
        await asyncio.sleep(0.01)
        with pytest.raises(SubgraphOverloadedError):
            await transport.send(request())
        release.set()
        await asyncio.gather(*accepted)
        await asyncio.sleep(0.01)
        assert (await transport.send(request())).status == 200
        await transport.aclose()

    asyncio.run(scenario())


def test_a_closed_transport_says_so():
    async def scenario() -> None:
        transport = InProcessTransport("users", lambda _body, _headers: Answer(), InProcessTransportConfig())
        assert await transport.why_not_ready() is None
        await transport.aclose()
        assert "closed" in str(await transport.why_not_ready())
        with pytest.raises(SubgraphUnreachableError):
            await transport.send(request())

    asyncio.run(scenario())


def test_every_failure_names_its_subgraph():
    assert SubgraphError("users", "gone.").message == "Subgraph 'users': gone."
