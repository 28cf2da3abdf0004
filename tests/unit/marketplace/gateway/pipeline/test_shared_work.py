"""Equal queries of one client that are under way at the same time are worked for once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import orjson
import pytest

from marketplace.gateway.app import Gateway
from marketplace.gateway.cache import ResponseRequest
from marketplace.gateway.config import CacheConfig, GatewayConfig
from marketplace.gateway.context import Principal
from marketplace.gateway.pipeline import HttpRequest, HttpResponse, SharedWork
from marketplace.gateway.pipeline.shared_work import SharedAnswer
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport import FakeTransport
from tests.harness.small_gateway import SmallGateway, people_answer

ASKED = ResponseRequest("{ me { name } }", None, {}, "application/json", b"", None)
ANSWER = SharedAnswer(b"{}", {}, None)


class Job:
    """Work that lasts until it is told to end, or to fail."""

    def __init__(self) -> None:
        self.begun = 0
        self.end = asyncio.Event()
        self.failure: Exception | None = None

    async def __call__(self) -> SharedAnswer:
        self.begun += 1
        await self.end.wait()
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure
        return ANSWER


async def ask_all(work: SharedWork, job: Job, *requests: ResponseRequest) -> list[asyncio.Task[SharedAnswer | None]]:
    """All of them under way."""
    tasks = [asyncio.create_task(work.run(request, job)) for request in requests]
    await asyncio.sleep(0)
    return tasks


def test_the_first_works_and_the_others_get_its_answer() -> None:
    async def scenario() -> None:
        work, job = SharedWork(), Job()
        tasks = await ask_all(work, job, *[ASKED] * 5)
        job.end.set()
        assert await asyncio.gather(*tasks) == [None, *[ANSWER] * 4]
        assert (job.begun, work.shared) == (1, 4)
        await work.run(ASKED, job)
        assert job.begun == 2

    asyncio.run(scenario())


ANN, BEA = Principal("ann", frozenset()), Principal("bea", frozenset())


@pytest.mark.parametrize(
    "other",
    [
        ASKED._replace(principal=ANN),
        ASKED._replace(vary=b"de"),
        ASKED._replace(variables={"a": 1}),
        ASKED._replace(operation_name="Other"),
        ASKED._replace(media_type="application/graphql-response+json"),
        ASKED._replace(query="{ me { id } }"),
    ],
    ids=["a principal", "a header", "variables", "an operation", "a media type", "a document"],
)
def test_what_differs_is_never_shared(other: ResponseRequest) -> None:
    async def scenario() -> None:
        work, job = SharedWork(), Job()
        tasks = await ask_all(work, job, ASKED, other)
        job.end.set()
        assert await asyncio.gather(*tasks) == [None, None]
        assert (job.begun, work.shared) == (2, 0)

    asyncio.run(scenario())


def test_two_principals_never_share() -> None:
    async def scenario() -> None:
        work, job = SharedWork(), Job()
        tasks = await ask_all(work, job, ASKED._replace(principal=ANN), ASKED._replace(principal=BEA))
        job.end.set()
        assert await asyncio.gather(*tasks) == [None, None]

    asyncio.run(scenario())


def test_another_works_when_the_first_leaves() -> None:
    async def scenario() -> None:
        work, job = SharedWork(), Job()
        first, second, third = await ask_all(work, job, *[ASKED] * 3)
        first.cancel()
        await asyncio.sleep(0.01)
        job.end.set()
        assert [await second, await third] == [None, ANSWER]
        assert job.begun == 2

    asyncio.run(scenario())


def test_another_works_when_the_first_fails() -> None:
    async def scenario() -> None:
        work, job = SharedWork(), Job()
        job.failure = LookupError()
        first, second = await ask_all(work, job, ASKED, ASKED)
        job.end.set()
        with pytest.raises(LookupError):
            await first
        assert await second is None
        assert job.begun == 2

    asyncio.run(scenario())


class SlowTransport(FakeTransport):
    """Lets others in while it answers."""

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        await asyncio.sleep(0.01)
        return await super().send(request)


@pytest.mark.parametrize(
    ("query", "asked"),
    [("{ me { name } }", 1), ('mutation { rename(name: "Bea") { name } }', 5)],
    ids=["queries", "mutations"],
)
def test_the_gateway_shares_queries_and_no_mutations(query: str, asked: int) -> None:
    config = GatewayConfig(caches=CacheConfig(share_client_requests=True, share_subgraph_requests=False))
    people, sdl = SlowTransport(people_answer), SmallGateway().gateway.services.supergraph.sdl

    async def scenario() -> list[Any]:
        transports = {"people": people, "pets": FakeTransport(people_answer)}
        gateway = Gateway.from_supergraph(sdl, config, transports)
        body = orjson.dumps({"query": query})
        request = HttpRequest("POST", "", {"content-type": "application/json"}, body)
        numbered = [replace(request, headers={**request.headers, "x-request-id": f"r{each}"}) for each in range(5)]
        return list(await asyncio.gather(*(gateway.respond(gateway.begin(each)) for each in numbered)))

    answers = asyncio.run(scenario())
    assert len(people.requests) == asked
    assert all(isinstance(answer, HttpResponse) and answer.body == answers[0].body for answer in answers)
    assert [answer.headers["x-request-id"] for answer in answers] == [f"r{each}" for each in range(5)]
