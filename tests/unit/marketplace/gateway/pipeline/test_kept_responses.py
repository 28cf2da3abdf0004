"""Responses from the cache as clients see them: the same body, an honest `Cache-Control`, and nobody else's data."""

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from marketplace.gateway.app.admin import AdminRequest
from marketplace.gateway.app.measurements import GatewayState
from marketplace.gateway.cache import Invalidation
from marketplace.gateway.config import AdminConfig, CacheConfig, GatewayConfig, ResponseCacheConfig, TelemetryConfig
from marketplace.gateway.pipeline import HttpResponse
from marketplace.gateway.ports import SubgraphResponse
from tests.harness.small_gateway import ANN, SmallGateway, people_answer

QUERY = {"query": "{ me { name pets } }"}


def cached(header: str = "max-age=60", config: ResponseCacheConfig | None = None, **changes: Any) -> SmallGateway:
    """A gateway whose subgraphs say this of all their answers."""
    caches = CacheConfig(responses=config or ResponseCacheConfig())
    small = SmallGateway(GatewayConfig(caches=caches, **changes))
    answer_with(small, {"cache-control": header})
    return small


def answer_with(small: SmallGateway, headers: Mapping[str, str]) -> None:
    def people(request: Mapping[str, Any]) -> SubgraphResponse:
        answer = people_answer(request)
        return SubgraphResponse(200, headers, orjson.dumps(answer))

    small.people.answer = people
    small.pets.answer = lambda _: SubgraphResponse(200, headers, b'{"data":{"_entities":[{"pets":["Rex"]}]}}')


def told(response: HttpResponse) -> str:
    return response.headers["cache-control"]


def test_the_second_time_no_subgraph_is_asked():
    small = cached("max-age=60")
    first, second = small.post(QUERY), small.post(QUERY)
    assert first.body == second.body == b'{"data":{"me":{"name":"Ann","pets":["Rex"]}}}'
    assert small.subgraph_requests == 2
    assert told(first) == "public, max-age=60"
    assert told(second) in {"public, max-age=60", "public, max-age=59"}
    assert second.headers["vary"] == "accept, authorization"
    assert first.headers["content-type"] == second.headers["content-type"]


def test_parts_are_kept_for_other_operations():
    small = cached()
    small.post(QUERY)
    small.post({"query": "query Other { me { pets name } }"})
    assert small.subgraph_requests == 2


def test_without_a_word_from_subgraphs_nothing_is_kept():
    small = cached("no-store")
    assert {told(small.post(QUERY)) for _ in range(2)} == {"no-store"}
    assert small.subgraph_requests == 4


def test_the_strictest_part_decides():
    small = cached("max-age=60")
    small.pets.answer = lambda _: SubgraphResponse(
        200, {"cache-control": "private, max-age=7"}, b'{"data":{"_entities":[{"pets":[]}]}}'
    )
    assert told(small.post(QUERY)) == "private, max-age=7"


def test_errors_are_never_kept():
    small = cached()
    small.pets.answer = lambda _: {"data": {"_entities": [None]}, "errors": [{"message": "Sorry."}]}
    assert told(small.post(QUERY)) == "no-store"
    answer_with(small, {"cache-control": "max-age=60"})
    assert small.query("{ me { name pets } }")["data"]["me"]["pets"] == ["Rex"]


def test_a_mutation_is_carried_out_each_time():
    small = cached()
    for _ in range(2):
        assert told(small.post({"query": 'mutation { rename(name: "x") { name } }'})) == "no-store"
    assert len(small.people.requests) == 2


def test_the_schema_is_not_kept():
    small = cached()
    response = small.post({"query": "{ me { name } __schema { queryType { name } } }"})
    assert told(response) == "no-store"


def test_whoever_asks_for_the_plan_gets_it_and_others_do_not():
    small = cached()
    small.post(QUERY)
    plan = small.post(QUERY, x_holdfast_explain="plan")
    assert orjson.loads(plan.body)["data"]["me"]["name"] == "Ann"
    assert b"extensions" not in small.post(QUERY).body


def test_headers_that_the_answers_vary_by():
    small = cached(config=ResponseCacheConfig(vary_headers=("accept-language",)))
    responses = [small.post(QUERY, accept_language=language) for language in ("de", "fr", "de", "fr")]
    assert small.subgraph_requests == 4
    assert {response.headers["vary"] for response in responses} == {"accept, authorization, accept-language"}


@pytest.mark.parametrize(
    ("config", "requests"),
    [
        (ResponseCacheConfig(whole_responses=False), 2),
        (ResponseCacheConfig(entities=False), 2),
        (ResponseCacheConfig(entities=False, whole_responses=False), 4),
    ],
)
def test_each_kind_of_cache_works_alone(config, requests):
    small = cached(config=config)
    bodies = {small.post(QUERY).body for _ in range(2)}
    assert bodies == {b'{"data":{"me":{"name":"Ann","pets":["Rex"]}}}'}
    assert small.subgraph_requests == requests


def test_a_new_name_is_seen_at_once_when_it_is_told():
    small = cached()
    small.post(QUERY)
    small.people.answer = lambda _: {"data": {"me": {**ANN, "name": "Bea"}}}
    assert small.query("{ me { name pets } }")["data"]["me"]["name"] == "Ann"
    caching = small.gateway.services.caching
    assert caching is not None
    asyncio.run(caching.invalidator.invalidate([Invalidation(subgraph="people", type="Person", key={"id": "1"})]))
    assert small.query("{ me { name pets } }")["data"]["me"]["name"] == "Bea"


def test_a_new_supergraph_has_no_responses_of_the_old_one():
    small = cached()
    small.post(QUERY)
    replaced = small.gateway.services.supergraph.sdl.replace("pets: [String!]!", "pets: [String]")
    assert asyncio.run(small.gateway.replace_supergraph(replaced))
    small.post(QUERY)
    assert small.gateway.services.caching is not None
    assert small.gateway.services.caching.statistics.response_hits == 0


def test_operators_invalidate_by_the_admin_listener():
    telemetry = TelemetryConfig(admin=AdminConfig(token="secret"))
    small = cached(telemetry=telemetry)

    def post(body: bytes, token: str = "secret") -> tuple[int, Any]:
        headers = {"authorization": f"Bearer {token}", "host": "localhost"}
        request = AdminRequest("POST", "/cache/invalidate", "", headers, body)
        answer = asyncio.run(small.gateway.admin.answer(request))
        return answer.status, orjson.loads(answer.body)

    small.post(QUERY)
    assert post(b"{}", token="wrong")[0] == 401
    status, refusal = post(b'{"what": 1}')
    assert status == 400
    assert refusal["errors"][0]["extensions"]["code"] == "INVALIDATION_REFUSED"
    assert post(b"nonsense")[0] == 400
    assert post(b'[{"subgraph": "people"}]') == (200, {"invalidated": 1, "everywhere": True})
    small.post(QUERY)
    assert len(small.people.requests) == 2
    assert len(small.pets.requests) == 1


def test_where_nothing_is_kept_there_is_nothing_to_invalidate():
    telemetry = TelemetryConfig(admin=AdminConfig(token="secret"))
    small = SmallGateway(GatewayConfig(telemetry=telemetry))
    headers = {"authorization": "Bearer secret", "host": "localhost"}
    request = AdminRequest("POST", "/cache/invalidate", "", headers, b'{"tag": "a"}')
    answer = asyncio.run(small.gateway.admin.answer(request))
    assert answer.status == 404
    assert b"configure caches.responses" in answer.body


def test_operators_see_how_much_is_kept_and_used():
    small = cached()
    for _ in range(3):
        small.post(QUERY)
    state = GatewayState(small.gateway).caches()["answers"]
    assert (state["response_hits"], state["response_misses"], state["entity_misses"]) == (2, 1, 0)
    assert state["entries"] == 3
    assert state["bytes"] > 0
