"""One request through all stages: answers, refusals, roles, caches, reports."""

import asyncio
import logging
import time
from dataclasses import replace

import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.gateway.config import Audience, ClientTokenConfig, GatewayConfig, InternalTokenConfig, LimitsConfig
from marketplace.gateway.errors import SubgraphUnreachableError
from marketplace.gateway.pipeline import HttpRequest
from marketplace.gateway.pipeline.stages import STAGES
from marketplace.gateway.telemetry import MemoryRecorder
from tests.harness.small_gateway import SmallGateway

KEY = "k" * 40
HONEST = "application/graphql-response+json"
WITH_TOKENS = GatewayConfig(client_tokens=ClientTokenConfig(key=KEY), internal_tokens=InternalTokenConfig(key="i" * 40))


def bearer(*roles: str) -> str:
    claims = {"iss": "holdfast", "aud": "marketplace", "sub": "user_1", "roles": roles, "exp": time.time() + 60}
    return "Bearer " + jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(KEY))


def test_an_answer_crosses_subgraphs():
    small = SmallGateway()
    assert small.query("{ me { name pets } }") == {"data": {"me": {"name": "Ann", "pets": ["Rex"]}}}
    assert small.subgraph_requests == 2


def test_the_response_is_never_stored_and_carries_the_request_id():
    headers = SmallGateway().post({"query": "{ me { id } }"}, x_request_id="abc-1").headers
    assert headers["cache-control"] == "no-store"
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["x-request-id"] == "abc-1"


@pytest.mark.parametrize("given", ["a b", "x" * 65, "", "<script>", "a\r\nb"])
def test_a_harmful_request_id_is_replaced(given):
    small = SmallGateway()
    told = small.post({"query": "{ me { id } }"}, x_request_id=given).headers["x-request-id"]
    assert told != given
    assert small.people.requests[0].headers["x-request-id"] == told


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("{ me { id }", "GRAPHQL_PARSE_FAILED", "Syntax Error"),
        ("{ }", "GRAPHQL_PARSE_FAILED", "Syntax Error"),
        ("{ you { id } }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'you'"),
        ("{ person { id } }", "GRAPHQL_VALIDATION_FAILED", "is required"),
        ("query($a: ID!) { person(id: $a) { id } }", "BAD_USER_INPUT", "$a"),
        ("query A { me { id } } query B { me { id } }", "OPERATION_NOT_FOUND", "operationName"),
        ("fragment f on Person { id }", "GRAPHQL_VALIDATION_FAILED", "never used"),
        ("{" + " me { id }" * 21 + "}", "OPERATION_LIMIT_EXCEEDED", "root fields"),
        ("{ me { id } }" + " # " * 3_000 + "\n" + "{ me { id } } " * 600, "OPERATION_LIMIT_EXCEEDED", "2000 tokens"),
        ("{ me " + "{ friends " * 300 + "{ id }" + "}" * 301, "OPERATION_LIMIT_EXCEEDED", "too deeply"),
        ("{ me " + "{ friends " * 60 + "{ id }" + "}" * 61, "OPERATION_LIMIT_EXCEEDED", "at most 12"),
        ("{ ...f } fragment f on Query { me { id } ...f }", "GRAPHQL_VALIDATION_FAILED", "within itself"),
    ],
)
def test_a_bad_operation_is_refused_before_any_subgraph_is_asked(text, code, words):
    small = SmallGateway()
    honest, polite = small.post({"query": text}, accept=HONEST), small.post({"query": text})
    assert (honest.status, polite.status) == (400, 200)
    assert honest.body == polite.body
    error = orjson.loads(honest.body)["errors"][0]
    assert error["extensions"]["code"] == code
    assert words in error["message"]
    assert small.subgraph_requests == 0


def test_syntax_and_validation_errors_say_where():
    small = SmallGateway()
    assert small.query("{ me { id }")["errors"][0]["locations"] == [{"line": 1, "column": 12}]
    assert small.query("{\n  you }")["errors"][0]["locations"] == [{"line": 2, "column": 3}]


def test_a_subgraphs_failure_is_part_of_an_honest_200():
    small = SmallGateway()
    small.pets.answer = lambda _: SubgraphUnreachableError("pets", "cannot connect to 10.0.0.7:4002.")
    response = small.post({"query": "{ me { name pets } }"}, accept=HONEST)
    body = orjson.loads(response.body)
    assert response.status == 200
    assert body["data"] == {"me": None}
    assert body["errors"][0]["path"] == ["me", "pets"]
    assert b"10.0.0.7" not in response.body


@pytest.mark.parametrize(("roles", "told"), [((), False), (("MEMBER",), False), (("ENGINEER",), True)])
def test_only_privileged_roles_read_subgraph_errors(roles, told):
    small = SmallGateway(WITH_TOKENS)
    small.pets.answer = lambda _: SubgraphUnreachableError("pets", "is away.")
    extensions = small.query("{ me { pets } }", authorization=bearer(*roles))["errors"][0]["extensions"]
    assert extensions.get("subgraph") == ("pets" if told else None)


@pytest.mark.parametrize(("roles", "told"), [((), False), (("MEMBER",), False), (("ADMINISTRATOR",), True)])
def test_the_plan_is_shown_to_those_who_may_see_it_and_ask(roles, told):
    small = SmallGateway(WITH_TOKENS)
    asked = small.query("{ me { pets } }", authorization=bearer(*roles), x_holdfast_explain="plan")
    assert ("extensions" in asked) is told
    if told:
        assert "Fetch" in asked["extensions"]["plan"]["text"]
        assert len(asked["extensions"]["plan"]["json"]["fetches"]) == 2
    assert "extensions" not in small.query("{ me { pets } }", authorization=bearer(*roles))


def test_subgraphs_are_told_who_is_asking_and_nothing_that_the_client_made_up():
    small = SmallGateway(WITH_TOKENS)
    small.query("{ me { pets } }", authorization=bearer("MEMBER"), x_holdfast_identity="forged", cookie="a=b")
    for name, transport in (("people", small.people), ("pets", small.pets)):
        headers = transport.requests[0].headers
        assert set(headers) == {"x-request-id", "x-holdfast-identity"}
        token = jwt.decode(headers["x-holdfast-identity"], OctKey.import_key("i" * 40), algorithms=["HS256"])
        assert (token.claims["aud"], token.claims["sub"]) == (name, "user_1")


@pytest.mark.parametrize("authorization", ["Bearer nonsense", "Bearer ", "Basic dTpw", "nonsense"])
def test_a_bad_token_is_401_and_never_ignored(authorization):
    small = SmallGateway(WITH_TOKENS)
    response = small.post({"query": "{ me { id } }"}, authorization=authorization)
    assert response.status == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert orjson.loads(response.body)["errors"][0]["extensions"]["code"] == "INVALID_TOKEN"
    assert small.subgraph_requests == 0


def test_suggestions_are_for_those_who_are_known():
    small = SmallGateway(WITH_TOKENS)
    assert "Did you mean" not in str(small.query("{ mee { id } }"))
    assert "Did you mean" in str(small.query("{ mee { id } }", authorization=bearer()))
    assert "Did you mean" not in str(small.query("{ mee { id } }"))


def test_introspection_follows_its_policy():
    text = "{ __schema { queryType { name } } }"
    small = SmallGateway(replace(WITH_TOKENS, introspection=Audience.PRIVILEGED))
    refused = small.query(text, authorization=bearer("MEMBER"))
    assert refused["errors"][0]["extensions"]["code"] == "INTROSPECTION_REFUSED"
    hidden = small.query("{ ...f } fragment f on Query { " + text[1:-1] + "}")
    assert hidden["errors"][0]["extensions"]["code"] == "INTROSPECTION_REFUSED"
    assert small.query(text, authorization=bearer("ENGINEER")) == {
        "data": {"__schema": {"queryType": {"name": "Query"}}}
    }
    assert small.query("{ __typename }") == {"data": {"__typename": "Query"}}


def test_documents_and_plans_are_made_once():
    small = SmallGateway()
    for _ in range(3):
        small.query("{ me { name pets } }")
    services = small.gateway.services
    assert (services.documents.hits, services.documents.misses) == (2, 1)
    assert (services.plans.hits, services.plans.misses) == (2, 1)


def test_each_setting_of_conditions_has_its_own_plan():
    small = SmallGateway()
    text = "query ($with: Boolean!) { me { name pets @include(if: $with) } }"
    answers = [orjson.loads(small.post({"query": text, "variables": {"with": w}}).body) for w in (True, False, True)]
    assert [list(answer["data"]["me"]) for answer in answers] == [["name", "pets"], ["name"], ["name", "pets"]]
    assert len(small.gateway.services.plans) == 2


def test_identical_concurrent_requests_are_planned_once():
    small = SmallGateway()
    planned = []
    plan = small.gateway.services.planner.plan

    class CountingPlanner:
        override_labels: frozenset[str] = frozenset()

        def plan(self, operation, _labels):
            planned.append(operation)
            time.sleep(0.02)
            return plan(operation)

    small.use_planner(CountingPlanner())
    request = HttpRequest("POST", "", {"content-type": "application/json"}, b'{"query":"{ me { id } }"}')

    async def scenario() -> list[bytes]:
        return [answer.body for answer in await asyncio.gather(*(small.answer(request) for _ in range(20)))]

    assert len(set(asyncio.run(scenario()))) == 1
    assert len(planned) == 1


def test_very_long_documents_are_not_kept():
    small = SmallGateway()
    small.query("{ me { id } } #" + "x" * 40_000)
    assert len(small.gateway.services.documents) == 0


def test_a_fault_of_ours_is_masked_and_logged(caplog):
    small = SmallGateway()

    class BrokenPlanner:
        override_labels: frozenset[str] = frozenset()

        def plan(self, _operation, _labels):
            raise KeyError("secret detail")

    small.use_planner(BrokenPlanner())
    with caplog.at_level(logging.ERROR):
        response = small.post({"query": "{ me { id } }"}, x_request_id="abc-1")
    assert response.status == 500
    assert b"secret detail" not in response.body
    assert orjson.loads(response.body)["errors"][0]["extensions"] == {"code": "INTERNAL_ERROR", "requestId": "abc-1"}
    assert "secret detail" in caplog.text
    assert "abc-1" in caplog.text


def test_every_request_is_reported_with_its_stages():
    recorder = MemoryRecorder()
    small = SmallGateway(recorder=recorder)
    small.query("query Mine { me { id } }")
    small.query("{ you }")
    assert [(r.status, r.codes, r.operation_name, r.operation_type) for r in recorder.requests] == [
        (200, (), "Mine", "query"),
        (200, ("GRAPHQL_VALIDATION_FAILED",), None, None),
    ]
    whole, refused = recorder.requests
    assert whole.stages == STAGES.http_names
    assert len(whole.marks) == len(STAGES.http_names)
    assert refused.stages[len(refused.marks)] == "validate_document"


def test_preparing_for_too_long_is_told():
    small = SmallGateway(GatewayConfig(operation_timeout=0.05, limits=LimitsConfig()))

    class SlowPlanner:
        override_labels: frozenset[str] = frozenset()

        def plan(self, _operation, _labels):
            time.sleep(0.3)

    small.use_planner(SlowPlanner())
    error = small.query("{ me { id } }")["errors"][0]
    assert error["extensions"]["code"] == "OPERATION_TIMEOUT"
