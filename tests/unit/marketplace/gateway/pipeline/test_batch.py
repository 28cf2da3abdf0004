"""Several operations in one request: off by default, bounded, and no way around a limit."""

from dataclasses import replace

import orjson
import pytest

from marketplace.gateway.config import DemandConfig, GatewayConfig, LimitsConfig
from marketplace.gateway.telemetry import MemoryRecorder
from tests.harness.small_gateway import SmallGateway

HONEST = "application/graphql-response+json"
ALLOWED = GatewayConfig(limits=LimitsConfig(max_batch=3))
ME = {"query": "{ me { name } }"}
ANSWER = {"data": {"me": {"name": "Ann"}}}


def test_answers_come_in_the_order_of_the_operations():
    small = SmallGateway(ALLOWED)
    body = [ME, {"query": "{ you }"}, {"query": "query($id: ID!) { person(id: $id) { id } }", "variables": {"id": 1}}]
    response = small.post(body, x_request_id="r")
    assert response.status == 200
    first, second, third = orjson.loads(response.body)
    assert (first, third) == (ANSWER, {"data": {"person": {"id": "1"}}})
    assert second["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert response.headers["x-request-id"] == "r"
    assert sorted(request.headers["x-request-id"] for request in small.people.requests) == ["r.0", "r.2"]


@pytest.mark.parametrize("batch", [[ME], [ME, ME]])
def test_it_is_off_by_default(batch):
    small = SmallGateway()
    response = small.post(batch)
    assert response.status == 400
    assert b"send each operation in its own request" in response.body
    assert small.subgraph_requests == 0


@pytest.mark.parametrize(
    ("batch", "code", "words"),
    [
        ([ME] * 4, "OPERATION_LIMIT_EXCEEDED", "has 4 operations; at most 3"),
        ([], "MALFORMED_REQUEST", "at least one object"),
        ([ME, 1], "MALFORMED_REQUEST", "each a GraphQL request"),
        ([ME, [ME]], "MALFORMED_REQUEST", "each a GraphQL request"),
        (b"[{]", "MALFORMED_REQUEST", "not valid JSON"),
    ],
)
def test_a_bad_batch_is_refused_as_a_whole(batch, code, words):
    small = SmallGateway(ALLOWED)
    response = small.post(batch, accept=HONEST)
    (error,) = orjson.loads(response.body)["errors"]
    assert (response.status, error["extensions"]["code"]) == (400, code)
    assert words in error["message"]
    assert small.subgraph_requests == 0


def test_a_malformed_item_costs_itself_only():
    response = SmallGateway(ALLOWED).post([{"query": 1}, ME], accept=HONEST)
    assert response.status == 200
    refused, answered = orjson.loads(response.body)
    assert refused["errors"][0]["extensions"]["code"] == "MALFORMED_REQUEST"
    assert answered == ANSWER


def test_the_status_tells_that_nothing_was_answered():
    assert SmallGateway(ALLOWED).post([{"query": "{ you }"}, {}], accept=HONEST).status == 400


def test_mutations_have_no_order_there():
    small = SmallGateway(ALLOWED)
    refused, answered = orjson.loads(small.post([{"query": 'mutation { rename(name: "x") { id } }'}, ME]).body)
    assert refused["errors"][0]["extensions"]["code"] == "MUTATION_IN_BATCH"
    assert answered == ANSWER


def test_costs_are_added_up():
    small = SmallGateway(replace(ALLOWED, demand=DemandConfig(max_cost=2)))
    answers = orjson.loads(small.post([{"query": f"query Q{n} {{ me {{ name }} }}"} for n in range(3)]).body)
    refused = [answer["errors"][0]["extensions"] for answer in answers if "errors" in answer]
    assert refused == [{"code": "COST_ESTIMATED_TOO_EXPENSIVE", "cost": {"estimated": 3, "maximum": 2}}]
    assert small.subgraph_requests == 2


def test_each_operation_is_reported():
    recorder = MemoryRecorder()
    SmallGateway(ALLOWED, recorder).post([ME, {"query": "{ you }"}])
    assert sorted(report.codes for report in recorder.requests) == [(), ("GRAPHQL_VALIDATION_FAILED",)]


def test_an_event_stream_is_not_for_batches():
    response = SmallGateway(ALLOWED).post([ME], accept="text/event-stream, application/json;q=0.5")
    assert orjson.loads(response.body) == [ANSWER]
