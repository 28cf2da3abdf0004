"""Whatever one subgraph answers, over real sockets: a clear error, the rest of the data, a process unharmed."""

import asyncio
import tracemalloc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from marketplace.gateway.app import Gateway
from marketplace.gateway.config import Audience, GatewayConfig, HttpTransportConfig
from marketplace.gateway.pipeline import HttpRequest, HttpResponse, new_exchange
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from tests.harness.raw_server import Script, json_response, read_request, serve_raw

PEOPLE = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Query { people: [Person!]!  title: String }
type Person @key(fields: "id") { id: ID! }
"""
DETAILS = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Person @key(fields: "id") { id: ID!  name: String  age: Int  tags: [String!]  mood: Mood  friend: Person }
enum Mood { GLAD SAD }
"""
QUERY = "{ people { id name age tags mood friend { id } } }"
PERSON = {"name": "Ann", "age": 7, "tags": ["a"], "mood": "GLAD", "friend": {"__typename": "Person", "id": "1"}}
TIMEOUT = 0.5
LARGEST = 1_000_000


@dataclass
class Ask:
    """A gateway between a good subgraph and a bad one."""

    gateway: Gateway

    async def __call__(self, query: str = QUERY) -> dict[str, Any]:
        request = HttpRequest("POST", "", {"content-type": "application/json"}, orjson.dumps({"query": query}))
        with self.gateway.use() as handler:
            response = await handler.handle(new_exchange(request))
        assert isinstance(response, HttpResponse)
        assert response.status == 200
        answer: dict[str, Any] = orjson.loads(response.body)
        return answer


async def people(reader, writer, _number) -> None:
    while True:
        await read_request(reader)
        ids = [{"__typename": "Person", "id": str(number)} for number in (1, 2)]
        writer.write(json_response(orjson.dumps({"data": {"people": ids, "title": "T"}})))


def run(bad: Script, scenario: Callable[[Ask], Awaitable[None]], *, masked: bool = False) -> None:
    config = GatewayConfig(
        http=HttpTransportConfig(response_timeout=TIMEOUT, max_response_bytes=LARGEST),
        subgraph_errors=Audience.NOBODY if masked else Audience.EVERYBODY,
    )

    async def around() -> None:
        async with serve_raw(people) as good_server, serve_raw(bad) as bad_server:
            sdl = compose(
                [
                    SubgraphDefinition("people", good_server.url, PEOPLE),
                    SubgraphDefinition("details", bad_server.url, DETAILS),
                ]
            ).supergraph_sdl
            assert sdl is not None
            gateway = Gateway.from_supergraph(sdl, config)
            try:
                await scenario(Ask(gateway))
                assert await Ask(gateway)("{ title }") == {"data": {"title": "T"}}
            finally:
                await gateway.aclose()

    asyncio.run(around())


def answering(payload: bytes, *, keep_open: bool = False) -> Script:
    async def script(reader, writer, _number) -> None:
        while True:
            await read_request(reader)
            writer.write(payload)
            await writer.drain()
            if not keep_open:
                return

    return script


def answering_json(value: object, status: str = "200 OK") -> Script:
    return answering(json_response(orjson.dumps(value), status), keep_open=True)


def html(status: str) -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>".encode()


async def never(reader, _writer, _number) -> None:
    await reader.read()


async def in_drops(reader, writer, _number) -> None:
    await read_request(reader)
    for byte in json_response(b'{"data":{"_entities":[null,null]}}'):
        writer.write(bytes([byte]))
        await asyncio.sleep(0.05)


async def endlessly(reader, writer, _number) -> None:
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b" " * 65_536 + b"\r\n")
        await writer.drain()


HALF = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{"data":{"_entities":['
DEEP = b'{"data":{"_entities":' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
HUNDRED_MEGABYTES = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 104857600\r\n\r\n" + b" " * 65_536
)

FAILURES: dict[str, tuple[Script, str, str]] = {
    "html": (answering(html("200 OK")), "SUBGRAPH_MALFORMED_RESPONSE", "text/html"),
    "html, status 500": (answering(html("500 Oh")), "SUBGRAPH_MALFORMED_RESPONSE", "status 500"),
    "no json": (answering(json_response(b"nonsense")), "SUBGRAPH_MALFORMED_RESPONSE", "not JSON"),
    "no text": (answering(json_response(b'{"data":"\xff"}')), "SUBGRAPH_MALFORMED_RESPONSE", "not JSON"),
    "deep json": (answering(json_response(DEEP)), "SUBGRAPH_MALFORMED_RESPONSE", "not JSON"),
    "nothing": (answering(json_response(b"")), "SUBGRAPH_MALFORMED_RESPONSE", "not JSON"),
    "a list": (answering_json([]), "SUBGRAPH_MALFORMED_RESPONSE", "not a GraphQL response"),
    "no data, no errors": (answering_json({}), "SUBGRAPH_MALFORMED_RESPONSE", "not a GraphQL response"),
    "data is a list": (answering_json({"data": []}), "SUBGRAPH_MALFORMED_RESPONSE", "not an object"),
    "fewer entities": (answering_json({"data": {"_entities": [PERSON]}}), "SUBGRAPH_MALFORMED_RESPONSE", "number"),
    "more entities": (answering_json({"data": {"_entities": [PERSON] * 3}}), "SUBGRAPH_MALFORMED_RESPONSE", "number"),
    "entities no list": (answering_json({"data": {"_entities": PERSON}}), "SUBGRAPH_MALFORMED_RESPONSE", "number"),
    "status 500": (answering_json({"errors": [{"message": "Oh."}]}, "500 Oh"), "SUBGRAPH_FAILED", "Oh."),
    "half a body": (answering(HALF), "SUBGRAPH_CONNECTION_LOST", "before the answer was complete"),
    "no answer": (answering(b""), "SUBGRAPH_CONNECTION_LOST", "without an answer"),
    "no http": (answering(b"nonsense\r\n\r\n"), "SUBGRAPH_MALFORMED_RESPONSE", "not HTTP"),
    "100 MB": (answering(HUNDRED_MEGABYTES, keep_open=True), "SUBGRAPH_RESPONSE_TOO_LARGE", "104857600"),
    "no end": (endlessly, "SUBGRAPH_RESPONSE_TOO_LARGE", "exceeds 1000000 bytes"),
    "never": (never, "SUBGRAPH_TIMEOUT", "no answer within"),
    "in drops": (in_drops, "SUBGRAPH_TIMEOUT", "no answer within"),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_a_failure_is_a_clear_error_beside_the_rest_of_the_data(kind):
    bad, code, words = FAILURES[kind]

    async def scenario(ask: Ask) -> None:
        answer = await ask()
        nothing = dict.fromkeys(("name", "age", "tags", "mood", "friend"))
        assert answer["data"] == {"people": [{"id": "1", **nothing}, {"id": "2", **nothing}]}
        assert answer["errors"]
        for error in answer["errors"]:
            assert error["extensions"]["code"] == code
            assert error["extensions"]["subgraph"] == "details"
            assert words in error["message"]
            assert error["path"][:1] == ["people"]

    run(bad, scenario)


@pytest.mark.parametrize("kind", ["html", "half a body", "status 500", "never"])
def test_strangers_learn_nothing_of_the_subgraph(kind):
    bad, _, words = FAILURES[kind]

    async def scenario(ask: Ask) -> None:
        text = orjson.dumps((await ask())["errors"]).decode()
        assert "SUBGRAPH_FAILED" in text
        assert "details" not in text
        assert words not in text

    run(bad, scenario, masked=True)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", ["a list"]),
        ("name", {"an": "object"}),
        ("age", "seven"),
        ("age", 2**40),
        ("age", 1.5),
        ("tags", "a"),
        ("tags", [None]),
        ("mood", "FURIOUS"),
        ("mood", 1),
        ("friend", "Bea"),
        ("friend", [1]),
    ],
)
def test_a_value_of_a_wrong_type_is_null_with_an_error_and_spares_its_neighbours(field, wrong):
    bad = answering_json({"data": {"_entities": [{**PERSON, field: wrong}, PERSON]}})

    async def scenario(ask: Ask) -> None:
        for _ in range(3):  # interpreted at first, compiled later
            answer = await ask()
            first, second = answer["data"]["people"]
            good = {**PERSON, "friend": {"id": "1"}}
            assert first == {"id": "1", **good, field: None}
            assert second == {"id": "2", **good}
            assert [error["path"][:3] for error in answer["errors"]] == [["people", 0, field]]

    run(bad, scenario)


def test_an_unknown_entity_is_null_without_an_error():
    async def scenario(ask: Ask) -> None:
        answer = await ask("{ people { name } }")
        assert answer == {"data": {"people": [{"name": "Ann"}, {"name": None}]}}

    run(answering_json({"data": {"_entities": [PERSON, None]}}), scenario)


@pytest.mark.parametrize("entity", ["Ann", 1, [PERSON]])
def test_an_entity_that_is_no_object(entity):
    async def scenario(ask: Ask) -> None:
        answer = await ask("{ people { id name } }")
        assert answer["data"]["people"][1] == {"id": "2", "name": "Ann"}
        assert answer["data"]["people"][0] == {"id": "1", "name": None}

    run(answering_json({"data": {"_entities": [entity, PERSON]}}), scenario)


@pytest.mark.parametrize(
    "errors",
    [
        "text",
        [None, 1, "x", []],
        [{"message": None}, {"message": 1}, {}],
        [{"message": "m", "path": "x", "extensions": [], "locations": 7}],
        [{"message": "m", "path": ["_entities", 99, "name"]}],
        [{"message": "m", "path": ["_entities", -1, {"a": 1}]}],
        [{"message": "m", "path": [[]]}],
    ],
)
def test_malformed_errors_do_no_harm(errors):
    async def scenario(ask: Ask) -> None:
        answer = await ask("{ people { id name } }")
        assert answer["data"]["people"] == [{"id": "1", "name": "Ann"}, {"id": "2", "name": "Ann"}]

    run(answering_json({"data": {"_entities": [PERSON, PERSON]}, "errors": errors}), scenario)


@pytest.mark.parametrize("path", [None, ["_entities", 0, "name"]])
def test_ten_thousand_errors_are_answered_with_a_few(path, caplog):
    errors = [{"message": f"number {number}", "path": path} for number in range(10_000)]

    async def scenario(ask: Ask) -> None:
        answer = await asyncio.wait_for(ask("{ people { id name } }"), 5)
        assert 0 < len(answer["errors"]) <= 300

    run(answering_json({"data": {"_entities": [PERSON, PERSON]}, "errors": errors}), scenario)
    assert len(caplog.text) < 200_000


def test_a_very_long_message_does_not_fill_the_log(caplog):
    errors = [{"message": "m" * 500_000}]

    async def scenario(ask: Ask) -> None:
        assert len(orjson.dumps(await ask("{ people { id name } }"))) < 10_000

    run(answering_json({"data": {"_entities": [None, None]}, "errors": errors}), scenario, masked=True)
    assert len(caplog.text) < 10_000


def test_memory_stays_bounded_while_a_subgraph_floods():
    async def scenario(ask: Ask) -> None:
        await ask()
        tracemalloc.start()
        try:
            await asyncio.gather(*(ask(f"query N{number} {QUERY}") for number in range(20)))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 3 * 20 * LARGEST  # the subgraph sends without end to each of the twenty

    run(endlessly, scenario)
