"""Seventeen attacks over real sockets on a `serve` process with default settings.

For each: status, code and words of the refusal, how long it takes, that no subgraph is asked, that the memory stays and
that another client is answered quickly meanwhile. The slow attackers begin first and are looked at last, so that they
wait at the same time.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from tests.harness.attacked_gateway import Reply, Target, attacked_gateway, http_post
from tests.harness.served_gateway import until
from tests.harness.slow_attackers import SlowAttackers

AT_ONCE = 1.0
"""Seconds for a refusal, on a machine that does other work as well; alone it takes milliseconds."""


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with attacked_gateway(tmp_path_factory.mktemp("attacks")) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def slow(target: Target) -> Iterator[SlowAttackers]:
    with SlowAttackers(target) as attackers:
        yield attackers


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A gateway that takes registered operations only."""
    directory = tmp_path_factory.mktemp("registered")
    manifest, config = directory / "manifest.json", directory / "gateway.yaml"
    manifest.write_text('{"me": "{ me { id } }", "ping": "{ ping }"}')
    config.write_text(f"persisted:\n  trusted:\n    manifests: [{manifest}]\n    unknown: refuse\n")
    with attacked_gateway(directory, "--config", str(config)) as running:
        yield running


def run(target: Target, *attacks: Coroutine[Any, Any, Reply], reaches_subgraphs: bool = False) -> list[Reply]:
    """The replies, having seen that nobody else came to harm."""

    async def watched() -> list[Reply]:
        async with target.unharmed(reaches_subgraphs=reaches_subgraphs):
            return list(await asyncio.gather(*attacks))

    return asyncio.run(watched())


def refused(reply: Reply, status: int, code: str, *words: str) -> None:
    assert (reply.status, reply.code) == (status, code)
    for each in words:
        assert each in reply.message
    assert reply.seconds < AT_ONCE


def limited(reply: Reply, limit: str, *words: str) -> None:
    refused(reply, 400, "OPERATION_LIMIT_EXCEEDED", *words)
    assert reply.errors[0]["extensions"]["limit"] == limit


def test_01_a_huge_body(target):
    huge = b'{"query": "{ ping }", "variables": {"a": "' + b"x" * 300_000 + b'"}}'
    told = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n"
    chunks = (
        b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    chunks += (b"8000\r\n" + b" " * 0x8000 + b"\r\n") * 12
    for reply in run(target, target.post(huge), target.send(told), target.send(chunks)):
        refused(reply, 413, "REQUEST_TOO_LARGE", "larger than 262144 bytes", "Ask for less")


def test_01_huge_variables(target):
    query = "query($by: By) { find(by: $by) { id } }"
    deep: dict[str, Any] = {}
    for _ in range(40):
        deep = {"by": deep}
    long, nested, bottomless = run(
        target,
        target.query(query, variables={"by": {"names": ["a"] * 1_001}}),
        target.query(query, variables={"by": deep}),
        target.post(b'{"query": "{ ping }", "variables": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"),
    )
    limited(long, "json_list", "1001 entries", "at most 1000", "several requests")
    limited(nested, "json_depth", "more than 32 levels")
    refused(bottomless, 400, "MALFORMED_REQUEST", "not valid JSON")


def test_02_tokens(target):
    many = "{" + " ".join(f"a{number}: ping" for number in range(10_000)) + "}"
    commas = "{ ping " + "," * 250_000 + "}"
    strings = '{ find(by: {names: ["' + "x" * 250_000 + '"]}) { id } '
    refusal, _, unfinished = run(target, target.query(many), target.query(commas), target.query(strings))
    limited(refusal, "tokens", "more than 2000 tokens")
    refused(unfinished, 400, "GRAPHQL_PARSE_FAILED", "Syntax Error")


def test_03_depth(target):
    def nested(levels: int) -> str:
        return "{ me " + "{ friend " * levels + "{ id }" + "}" * (levels + 1)

    chain = "{ me { ...f0 } } " + " ".join(
        f"fragment f{number} on Person {{ friend {{ ...f{number + 1} }} }}" for number in range(100)
    )
    chain += " fragment f100 on Person { id }"
    replies = run(target, target.query(nested(11)), target.query(nested(400)), target.query(chain))
    for reply in replies:
        limited(reply, "depth", "levels", "12")


def test_04_aliases_and_root_fields(target):
    aliases = "{ me {" + " ".join(f"a{number}: name" for number in range(31)) + "} }"
    roots = "{ ...f ...g } fragment f on Query {" + "ping " * 11 + "} fragment g on Query {" + "ping " * 10 + "}"
    many, wide = run(target, target.query(aliases), target.query(roots))
    limited(many, "aliases", "31 aliases", "at most 30")
    limited(wide, "root_fields", "21 root fields", "at most 20")


def test_05_directives(target):
    (reply,) = run(target, target.query("{ ping " + "@a " * 900 + "}"))
    limited(reply, "directives", "900 directives", "at most 50")


def test_06_the_same_field_many_times(target):
    one_below_another = "{ me {" + "friend { id " * 5 + "}" * 5 + "} }"
    overlapping = "{ me { " + " ".join(f"...f{n}" for n in range(120)) + " } }"
    overlapping += " ".join(f"fragment f{n} on Person {{ friend {{ friend {{ id }} }} }}" for n in range(120))
    many, fields, fragments, harmless = run(
        target,
        target.query("{" + "me { id } " * 20 + "me { " + "name " * 31 + "} }"),
        target.query("{ me {" + " ".join(f"friend {{ {'name ' * 25} }}" for _ in range(21)) + "} }"),
        target.query(overlapping),
        target.query(one_below_another),
        reaches_subgraphs=True,
    )
    limited(many, "root_fields")
    limited(fields, "fields", "547 fields", "at most 500")
    limited(fragments, "repeats", "120 selections of the field 'friend'", "at most 30")
    assert harmless.status == 200


def test_07_fragments_that_explode_or_contain_themselves(target):
    explosion = "{ me { ...f0 } } " + " ".join(
        f"fragment f{number} on Person {{ ...f{number + 1} ...f{number + 1} }}" for number in range(100)
    )
    explosion += " fragment f100 on Person { id }"
    circle = "{ me { ...a } } fragment a on Person { friend { ...b } } fragment b on Person { friend { ...a } }"
    alone = "{ ping } fragment a on Person { ...a }"
    exploding, circular, unused = run(target, target.query(explosion), target.query(circle), target.query(alone))
    limited(exploding, "fields", f"has {2**53 - 1} fields, fragments counted each time")
    refused(circular, 400, "GRAPHQL_VALIDATION_FAILED", "within itself")
    refused(unused, 400, "GRAPHQL_VALIDATION_FAILED", "within itself")


def test_08_batches(target):
    (reply,) = run(target, target.post([{"query": "{ me { id } }"}] * 1_000))
    refused(reply, 400, "MALFORMED_REQUEST", "send each operation in its own request")


def test_09_introspection_and_suggestions(target):
    schema = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"
    asked, wide, guessed = run(
        target,
        target.query(schema),
        target.query("{ __schema { types {" + " ".join(f"a{n}: fields {{ name }}" for n in range(40)) + "} } }"),
        target.query("{ me { nam } }"),
    )
    refused(asked, 400, "INTROSPECTION_REFUSED", "Sign in")
    limited(wide, "aliases")
    refused(guessed, 400, "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'nam'")
    assert "Did you mean" not in guessed.message


def test_10_cost(target):
    (reply,) = run(target, target.query("{ people { friends { friends { friends { name } } } } }"))
    refused(reply, 400, "COST_ESTIMATED_TOO_EXPENSIVE", "estimated to cost 11110, and may cost 1000")


def test_11_a_mutation_by_get(target):
    mutation = quote('mutation { rename(name: "x") { id } }')
    request = f"GET /graphql?query={mutation} HTTP/1.1\r\nhost: a\r\n\r\n"
    (reply,) = run(target, target.send(request.encode()))
    refused(reply, 405, "METHOD_NOT_ALLOWED", "send this mutation by POST")
    assert reply.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", ""]
)
def test_12_what_a_browser_sends_for_another_site_without_asking(target, kind):
    body = orjson.dumps({"query": 'mutation { rename(name: "x") { id } }'})
    (reply,) = run(target, target.send(http_post(body, content_type=kind)))
    assert 400 <= reply.status < 500
    assert reply.seconds < AT_ONCE
    assert reply.message


def test_13_many_connections(target):
    """More than one address may have are closed at once; another address is served all the time."""

    async def flood() -> Reply:
        connections = await asyncio.gather(
            *(asyncio.open_connection("127.0.0.1", target.port, local_addr=("127.0.0.3", 0)) for _ in range(1_050))
        )

        def closed() -> int:
            return sum(reader.at_eof() or reader.exception() is not None for reader, _ in connections)

        await until(lambda: closed() >= 50)
        seen = closed()
        for _, writer in connections:
            writer.transport.abort()
        return Reply(seen)

    (reply,) = run(target, flood())
    assert reply.status == 50


def test_15_hashes_that_are_not_known_or_not_true(target):
    def with_hash(digest: str, **more: str) -> dict[str, Any]:
        return {**more, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}

    unknown, wrong = run(
        target,
        target.post(with_hash("0" * 64)),
        target.post(with_hash("0" * 64, query="{ me { id } }")),
    )
    assert unknown.code == "PERSISTED_QUERY_NOT_FOUND"
    assert wrong.code == "PERSISTED_QUERY_HASH_MISMATCH"
    assert "not the SHA-256 of the text" in wrong.message


def test_15_operations_that_no_build_has_registered(registered):
    known, unknown, invented = run(
        registered,
        registered.post({"documentId": "me"}),
        registered.query("{ me { id name } }"),
        registered.post({"documentId": "you"}),
        reaches_subgraphs=True,
    )
    assert (known.status, orjson.loads(known.body)) == (200, {"data": {"me": {"id": "1"}}})
    refused(unknown, 400, "OPERATION_UNKNOWN", "not registered here", "Register it")
    assert invented.code == "PERSISTED_QUERY_NOT_FOUND"
    assert registered.asked == ["{me{id}}"]


def test_16_caches_are_flooded(target):
    """Each document is new, and each is planned: what is kept has a bound, and so has what waits."""

    async def flood(names: range) -> Reply:
        statuses = []
        for number in names:
            query = (
                f"query Q{number} {{ me {{ id a{number}: name }} people(first: {number % 7}) {{ id }} }} # {'x' * 900}"
            )
            statuses.append((await target.query(query)).status)
        assert set(statuses) <= {200, 503}
        return Reply(len(statuses))

    run(target, *(flood(range(start, start + 20)) for start in range(0, 160, 20)), reaches_subgraphs=True)


def test_17_operations_flood_a_websocket(target, slow):
    operations = asyncio.run(slow.flood_operations())
    assert operations.code == "TOO_MANY_OPERATIONS"
    assert "at most 100 operations at a time" in operations.message


def test_13_a_slow_head(slow):
    assert slow.head.status in {0, 408}
    assert 4.5 < slow.head.seconds < 9


def test_13_a_slow_body(slow):
    assert (slow.body.status, slow.body.code) == (408, "REQUEST_TIMEOUT")
    assert "did not arrive in time" in slow.body.message
    assert 9.5 < slow.body.seconds < 14


def test_17_a_websocket_that_never_begins(slow):
    assert slow.websocket.status == 4408
    assert 4.5 < slow.websocket.seconds < 9


def test_14_a_subgraph_that_never_answers(slow):
    assert slow.hanging.status == 200
    assert orjson.loads(slow.hanging.body)["data"] == {"hang": None}
    assert slow.hanging.code == "SUBGRAPH_FAILED"
    assert slow.hanging.message == "A part of the answer is not available at the moment. Try again later."
    assert 9.5 < slow.hanging.seconds < 14


def test_16_the_worker_is_flooded(target):
    """More operations at once that were never seen than may wait: the rest is told to come back. Last of all tests,
    because the work goes on when its clients have left.
    """

    def document(number: int) -> str:
        friends = " ".join(f"f{each}: friend {{ id name friend {{ id name }} }}" for each in range(29))
        return f"query W{number} {{ me {{ {friends} }} }}"

    async def flood() -> Reply:
        attempts = [asyncio.create_task(target.query(document(number))) for number in range(400)]
        refusal: Reply | None = None
        for attempt in asyncio.as_completed(attempts):
            reply = await attempt
            if reply.status != 200:
                refusal = reply
                break
        for task in attempts:
            task.cancel()
        await asyncio.gather(*attempts, return_exceptions=True)
        assert refusal is not None, "nobody was turned away"
        return refusal

    (reply,) = run(target, flood(), reaches_subgraphs=True)
    assert (reply.status, reply.code) == (503, "OVERLOADED")
    assert "Try again in a few seconds" in reply.message
    assert reply.headers["retry-after"] == "2"
