"""GraphQL over HTTP: what is a request, and how everything else is refused."""

from urllib.parse import urlencode

import orjson
import pytest

from marketplace.gateway.config import GatewayConfig, LimitsConfig
from marketplace.gateway.pipeline import HttpRequest, HttpResponse
from tests.harness.small_gateway import SmallGateway

QUERY = "query Named($id: ID = 1) { person(id: $id) { name } }"
DATA = {"person": {"name": "Ann"}}


def refusal(response: HttpResponse) -> tuple[int, str, str]:
    body = orjson.loads(response.body)
    assert list(body) == ["errors"]
    error = body["errors"][0]
    return response.status, error["extensions"]["code"], error["message"]


@pytest.mark.parametrize(
    "body",
    [
        {"query": QUERY},
        {"query": QUERY, "variables": None, "operationName": None, "extensions": None},
        {"query": QUERY, "variables": {"id": "2"}, "operationName": "Named", "extensions": {"a": 1}},
        {"query": QUERY, "unknown": "ignored"},
    ],
)
def test_post_takes_every_parameter(body):
    response = SmallGateway().post(body)
    assert (response.status, orjson.loads(response.body)) == (200, {"data": DATA})


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", 'Application/JSON;Charset="UTF-8"']
)
def test_post_takes_json_in_utf8(content_type):
    assert SmallGateway().post({"query": QUERY}, content_type=content_type).status == 200


@pytest.mark.parametrize(
    "parameters",
    [
        {"query": QUERY},
        {"query": QUERY, "variables": '{"id":"2"}', "operationName": "Named", "extensions": "{}"},
        {"query": QUERY, "variables": "", "operationName": "", "extensions": ""},
        {"query": QUERY, "variables": "null"},
    ],
)
def test_get_takes_every_parameter(parameters):
    response = SmallGateway().get(urlencode(parameters))
    assert (response.status, orjson.loads(response.body)) == (200, {"data": DATA})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b'{"query": "\xff"}', "not valid JSON"),
        (b"{'query': 1}", "not valid JSON"),
        (b"[]", "Batches"),
        (b"null", "must be a JSON object, not null"),
        (b'"{a}"', "must be a JSON object, not a string"),
        (b"7", "must be a JSON object, not a number"),
        (b"{}", "'query' is missing"),
        (b'{"query": null}', "'query' is missing"),
        (b'{"query": ""}', "'query' is missing"),
        (b'{"query": 7}', "'query' must be a string, not a number"),
        (b'{"query": {"a": 1}}', "'query' must be a string, not an object"),
        (b'{"query": "{a}", "variables": []}', "'variables' must be an object, not a list"),
        (b'{"query": "{a}", "variables": "{}"}', "'variables' must be an object, not a string"),
        (b'{"query": "{a}", "operationName": 1}', "'operationName' must be a string, not a number"),
        (b'{"query": "{a}", "extensions": true}', "'extensions' must be an object, not a boolean"),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_malformed_bodies_are_400_in_every_media_type(body, words, accept):
    small = SmallGateway()
    status, code, message = refusal(small.post(body, accept=accept))
    assert (status, code) == (400, "MALFORMED_REQUEST")
    assert words in message
    assert small.subgraph_requests == 0


@pytest.mark.parametrize(
    ("query_string", "words"),
    [
        ("", "'query' is missing"),
        ("query=%7Ba%7D&variables=%7B", "'variables' is not valid JSON"),
        ("query=%7Ba%7D&variables=%5B%5D", "'variables' must be an object"),
        ("query=%7Ba%7D&query=%7Bb%7D", "more than once"),
        ("query=%FF", "cannot be read"),
    ],
)
def test_malformed_query_strings_are_400(query_string, words):
    status, code, message = refusal(SmallGateway().get(query_string))
    assert (status, code) == (400, "MALFORMED_REQUEST")
    assert words in message


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=latin-1"],
)
def test_other_media_types_are_415(content_type):
    status, code, message = refusal(SmallGateway().post({"query": QUERY}, content_type=content_type))
    assert (status, code) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert message.startswith("Send the request")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "HEAD"])
def test_other_methods_are_405(method):
    response = SmallGateway().handle(HttpRequest(method, "query=%7Bme%7Bid%7D%7D", {}))
    assert refusal(response)[:2] == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_a_mutation_by_get_is_405_and_not_executed(accept):
    small = SmallGateway()
    response = small.get(urlencode({"query": 'mutation { rename(name: "Bea") { name } }'}), accept=accept)
    assert refusal(response)[:2] == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "POST"
    assert small.subgraph_requests == 0


def test_a_query_beside_a_mutation_by_get_is_executed():
    text = 'query Read { me { name } } mutation Write { rename(name: "Bea") { name } }'
    small = SmallGateway()
    assert small.get(urlencode({"query": text, "operationName": "Read"})).status == 200
    assert small.get(urlencode({"query": text, "operationName": "Write"})).status == 405


def test_nothing_acceptable_is_406():
    status, code, _ = refusal(SmallGateway().post({"query": QUERY}, accept="text/html"))
    assert (status, code) == (406, "NOT_ACCEPTABLE")


def test_too_large_is_413():
    config = GatewayConfig(limits=LimitsConfig(max_body_bytes=100))
    status, code, message = refusal(SmallGateway(config).post({"query": "{ me { name } }" + " " * 100}))
    assert (status, code) == (413, "REQUEST_TOO_LARGE")
    assert "100 bytes" in message


def test_variables_may_not_be_too_deep_or_long():
    small = SmallGateway(GatewayConfig(limits=LimitsConfig(max_json_depth=5, max_json_list=3)))
    text = "query ($ids: [ID!], $deep: Deep) { people(ids: $ids, deep: $deep) { id } }"
    long = small.post({"query": text, "variables": {"ids": ["1", "2", "3", "4"]}})
    assert orjson.loads(long.body)["errors"][0]["extensions"]["limit"] == "json_list"
    deep: dict[str, object] = {}
    for _ in range(10):
        deep = {"deep": deep}
    nested = small.post({"query": text, "variables": {"deep": deep}})
    assert orjson.loads(nested.body)["errors"][0]["extensions"]["limit"] == "json_depth"
    assert small.subgraph_requests == 0
