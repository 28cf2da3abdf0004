"""Equal queries under way at the same time share one request to the subgraph."""

import asyncio
import time
from dataclasses import replace

import pytest

from marketplace.gateway.cache import SharedTransport
from marketplace.gateway.errors import SubgraphTimeoutError, SubgraphUnreachableError
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse

QUERY = SubgraphRequest(
    subgraph="shop", body=b'{"query":"{ a }"}', headers={"x-request-id": "1", "identity": "ann"}, repeatable=True
)
ANSWER = SubgraphResponse(200, {}, b'{"data":{"a":1}}')


class SlowTransport:
    """Answers after a while, or fails; notes what it was sent."""

    def __init__(self, failure: Exception | None = None, seconds: float = 0.01) -> None:
        self.failure = failure
        self.seconds = seconds
        self.sent: list[SubgraphRequest] = []
        self.closed = False

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        self.sent.append(request)
        await asyncio.sleep(self.seconds)
        if self.failure is not None:
            raise self.failure
        return ANSWER

    async def why_not_ready(self) -> str | None:
        return "not yet"

    async def aclose(self) -> None:
        self.closed = True


def test_one_request_for_all_who_ask_the_same():
    async def scenario() -> None:
        inner = SlowTransport()
        shared = SharedTransport("shop", inner)
        requests = [replace(QUERY, headers={**QUERY.headers, "x-request-id": str(n)}) for n in range(20)]
        answers = await asyncio.gather(*(shared.send(request) for request in requests))
        assert answers == [ANSWER] * 20
        assert len(inner.sent) == 1
        assert shared.shared == 19
        await shared.send(QUERY)
        assert len(inner.sent) == 2

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "other",
    [
        replace(QUERY, headers={**QUERY.headers, "identity": "bea"}),
        replace(QUERY, headers={"x-request-id": "1"}),
        replace(QUERY, body=b'{"query":"{ b }"}'),
        replace(QUERY, repeatable=False),
    ],
    ids=["another client", "a stranger", "another query", "a mutation"],
)
def test_nobody_shares_with_a_different_request(other):
    async def scenario() -> None:
        inner = SlowTransport()
        shared = SharedTransport("shop", inner)
        await asyncio.gather(*(shared.send(request) for request in (QUERY, other)))
        assert len(inner.sent) == 2

    asyncio.run(scenario())


def test_mutations_are_never_shared():
    async def scenario() -> None:
        inner = SlowTransport()
        shared = SharedTransport("shop", inner)
        mutation = replace(QUERY, repeatable=False)
        await asyncio.gather(shared.send(mutation), shared.send(mutation))
        assert len(inner.sent) == 2

    asyncio.run(scenario())


def test_a_failure_reaches_all_who_wait():
    async def scenario() -> None:
        inner = SlowTransport(SubgraphUnreachableError("shop", "refused."))
        shared = SharedTransport("shop", inner)
        outcomes = await asyncio.gather(*(shared.send(QUERY) for _ in range(5)), return_exceptions=True)
        assert all(isinstance(outcome, SubgraphUnreachableError) for outcome in outcomes)
        assert len(inner.sent) == 1

    asyncio.run(scenario())


def test_when_the_one_who_asked_leaves_another_asks_for_the_rest():
    async def scenario() -> None:
        inner = SlowTransport()
        shared = SharedTransport("shop", inner)
        leader, *others = (asyncio.create_task(shared.send(QUERY)) for _ in range(5))
        await asyncio.sleep(0)
        leader.cancel()
        assert await asyncio.gather(*others) == [ANSWER] * 4
        assert len(inner.sent) == 2

    asyncio.run(scenario())


def test_a_timeout_of_one_with_less_time_is_not_the_others():
    async def scenario() -> None:
        inner = SlowTransport(SubgraphTimeoutError("shop", "no answer."))
        shared = SharedTransport("shop", inner)
        hurried = asyncio.create_task(shared.send(QUERY))
        await asyncio.sleep(0)
        patient = asyncio.create_task(shared.send(QUERY))
        await asyncio.sleep(0)
        with pytest.raises(SubgraphTimeoutError):
            await hurried
        inner.failure = None
        assert await patient == ANSWER

    asyncio.run(scenario())


def test_nobody_waits_for_others_beyond_the_own_deadline():
    async def scenario() -> None:
        shared = SharedTransport("shop", SlowTransport(seconds=1.0))
        slow = asyncio.create_task(shared.send(QUERY))
        await asyncio.sleep(0)
        with pytest.raises(SubgraphTimeoutError):
            await shared.send(replace(QUERY, deadline=time.monotonic() + 0.02))
        assert not slow.done()
        assert await slow == ANSWER

    asyncio.run(scenario())


def test_the_rest_is_the_inner_transports():
    async def scenario() -> None:
        inner = SlowTransport()
        shared = SharedTransport("shop", inner)
        assert await shared.why_not_ready() == "not yet"
        await shared.aclose()
        assert inner.closed

    asyncio.run(scenario())
