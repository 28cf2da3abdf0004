"""Load is shed before any work on a request, and no more of them are held than may be."""

import asyncio

import orjson
import pytest

from marketplace.gateway.config import GatewayConfig, LoadSheddingConfig, ResilienceConfig
from marketplace.gateway.pipeline import HttpRequest, HttpResponse
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from tests.harness.small_gateway import SmallGateway


def gateway(shedding: LoadSheddingConfig | None) -> SmallGateway:
    return SmallGateway(GatewayConfig(resilience=ResilienceConfig(load_shedding=shedding)))


def post(query: str) -> HttpRequest:
    return HttpRequest("POST", "", {"content-type": "application/json"}, orjson.dumps({"query": query}))


def test_a_refusal_costs_no_parsing_and_says_when_to_come_back():
    small = gateway(LoadSheddingConfig(target_lag=0.1, interval=1.0))
    shedder = small.gateway.services.shedder
    assert shedder is not None
    for second in range(60):
        shedder.observe(0.5 if second < 4 else 0.1, float(second))
        if shedder.level >= 2.0:
            break
    response = small.handle(post("{ not even GraphQL"))
    assert response.status == 503
    assert response.headers["retry-after"] == "2"
    assert orjson.loads(response.body)["errors"][0]["extensions"]["code"] == "OVERLOADED"
    changed = small.handle(post('mutation { rename(name: "Bea") { name } }'))
    assert orjson.loads(changed.body) == {"data": {"rename": {"name": "Bea"}}}
    assert len(small.people.requests) == 1


@pytest.mark.parametrize("shedding", [None, LoadSheddingConfig()])
def test_nothing_is_refused_in_calm(shedding):
    small = gateway(shedding)
    assert orjson.loads(small.handle(post("{ me { name } }")).body) == {"data": {"me": {"name": "Ann"}}}


def test_one_request_more_than_the_process_may_hold_is_refused_whatever_it_is():
    small = gateway(LoadSheddingConfig(max_in_flight=2))

    async def scenario() -> None:
        release = asyncio.Event()
        answer = small.people.send

        async def slow(request: SubgraphRequest) -> SubgraphResponse:
            await release.wait()
            return await answer(request)

        small.people.send = slow  # type: ignore[method-assign]
        served = small.gateway

        async def ask(query: str) -> int:
            response = await served.respond(served.begin(post(query)))
            assert isinstance(response, HttpResponse)
            return response.status

        held = [asyncio.ensure_future(ask("{ me { name } }")) for _ in range(2)]
        await asyncio.sleep(0.05)
        assert await ask('mutation { rename(name: "Bea") { name } }') == 503
        release.set()
        assert await asyncio.gather(*held) == [200, 200]
        assert await ask("{ me { name } }") == 200

    asyncio.run(scenario())
