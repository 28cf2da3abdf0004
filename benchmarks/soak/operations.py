"""What clients ask, how often, and what they ought to be told."""

import hashlib
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import orjson

from benchmarks.gateway.workload.graph import read_query
from benchmarks.soak.graph import PRODUCTS, expected
from benchmarks.soak.http_client import Answer
from benchmarks.soak.outcomes import Kind, Outcome, codes_of, judge, judge_json

JSON: Final = "application/json"
MULTIPART: Final = "multipart/mixed; deferSpec=20220824, application/json"
NO_VARIABLES: Final = b"{}"


class Who(Enum):
    """Which clients send it."""

    ANYONE = "strangers and principals"
    STRANGER = "strangers"
    PRINCIPAL = "principals"
    GREEDY = "the one that asks more than it may"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, and what is to be made of its answer. `registers` is sent instead when the gateway does not know
    the hash; `text` marks a mutation in the journal.
    """

    body: bytes
    judge: Callable[[Answer], Outcome]
    accept: str = JSON
    token: str | None = None
    registers: bytes = b""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """`make` is told the principal's name, empty for a stranger."""

    name: str
    weight: int
    who: Who
    make: Callable[[str, random.Random], Asked]


PRIVATE: Final = "{ viewer { id secret } }"
NOTES: Final = "query Notes($first: Int!) { topProducts(first: $first) { upc name note } viewer { id } }"
USER: Final = "query User($id: ID!) { user(id: $id) { id name username reviews { id body } } }"
REMEMBER: Final = "mutation Remember($text: String!) { remember(text: $text) { text author { id secret } } }"
WHOLE: Final = "{ topProducts(first: 4) { upc name reviews { id body author { id name } } inStock } }"
DEFERRED: Final = """{
  topProducts(first: 4) { upc name ... @defer { reviews { id body author { id name } } } ... @defer { inStock } }
}"""
TRUSTED: Final = {"stock": "query Stock { topProducts { upc inStock shippingEstimate } }"}
"""What the clients' builds have registered, by id."""
EXPENSIVE: Final = (
    "{ users { reviews { product { reviews { product { reviews { product { reviews { id } } } } } } } } }"
)


def _query(text: str, variables: Callable[[random.Random], dict[str, Any]] = lambda _: {}) -> Any:
    def make(principal: str, dice: random.Random) -> Asked:
        given = variables(dice)
        wanted = expected(text, orjson.dumps(given), principal)
        body = orjson.dumps({"query": text, "variables": given})
        return Asked(body, lambda answer: judge(answer.status, answer.body, wanted, principal))

    return make


def _persisted(text: str, variables: Callable[[random.Random], dict[str, Any]]) -> Any:
    digest = hashlib.sha256(text.encode()).hexdigest()

    def make(principal: str, dice: random.Random) -> Asked:
        given = variables(dice)
        wanted = expected(text, orjson.dumps(given), principal)
        extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
        by_hash = {"variables": given, "extensions": extensions}
        return Asked(
            orjson.dumps(by_hash),
            lambda answer: judge(answer.status, answer.body, wanted, principal),
            registers=orjson.dumps({**by_hash, "query": text}),
        )

    return make


def _trusted(principal: str, _dice: random.Random) -> Asked:
    wanted = expected(TRUSTED["stock"], NO_VARIABLES, principal)
    return Asked(
        orjson.dumps({"documentId": "stock"}),
        lambda answer: judge(answer.status, answer.body, wanted, principal),
    )


def _batch(principal: str, _dice: random.Random) -> Asked:
    texts = [PRIVATE, read_query("one_fetch"), "{ alarmCount }"]
    wanted = b"[" + b",".join(expected(text, NO_VARIABLES, principal) for text in texts) + b"]"
    body = orjson.dumps([{"query": text} for text in texts])
    return Asked(body, lambda answer: judge(answer.status, answer.body, wanted, principal))


def _deferred(principal: str, _dice: random.Random) -> Asked:
    wanted = orjson.loads(expected(WHOLE, NO_VARIABLES, principal))

    def judged(answer: Answer) -> Outcome:
        if not answer.headers["content-type"].startswith("multipart/mixed"):
            return judge(answer.status, answer.body, orjson.dumps(wanted), principal)
        whole = merge_parts(answer.body)
        return judge_json(answer.status, whole, wanted, principal)

    return Asked(orjson.dumps({"query": DEFERRED}), judged, accept=MULTIPART)


def _remember(principal: str, dice: random.Random) -> Asked:
    text = f"{principal}-{dice.getrandbits(64):016x}"
    variables = orjson.dumps({"text": text})
    wanted = expected(REMEMBER, variables, principal)
    body = orjson.dumps({"query": REMEMBER, "variables": {"text": text}})
    return Asked(body, lambda answer: judge(answer.status, answer.body, wanted, principal), text=text)


def _refused(text: str, status: int, code: str, token: str | None = None) -> Any:
    """One that has to be refused."""

    def judged(answer: Answer) -> Outcome:
        found = codes_of(orjson.loads(answer.body).get("errors", [])) if answer.body else []
        if answer.status == status and found and set(found) == {code}:
            return Outcome(Kind.REFUSED)
        if found == ["OVERLOADED"]:
            return Outcome(Kind.SHED)
        return Outcome(Kind.WRONG, f"{answer.status} {found} instead of {status} {code}: {answer.body[:200]!r}")

    return lambda _principal, _dice: Asked(orjson.dumps({"query": text}), judged, token=token)


def _greedy(principal: str, _dice: random.Random) -> Asked:
    text = read_query("one_fetch")
    wanted = expected(text, NO_VARIABLES, principal)

    def judged(answer: Answer) -> Outcome:
        if answer.status == 429 and codes_of(orjson.loads(answer.body)["errors"]) == ["RATE_LIMITED"]:  # noqa: PLR2004
            told = int(answer.headers.get("retry-after", "0")) > 0
            return Outcome(Kind.REFUSED) if told else Outcome(Kind.WRONG, "429 without Retry-After")
        return judge(answer.status, answer.body, wanted, principal)

    return Asked(orjson.dumps({"query": text}), judged)


def merge_parts(body: bytes) -> dict[str, Any]:
    """The whole answer that the parts of a multipart body make: deferSpec=20220824."""
    parts = [orjson.loads(part) for part in re.findall(rb"\r\n\r\n(\{.*?\})\r\n--", body, re.DOTALL)]
    whole: dict[str, Any] = {"data": parts[0].get("data")}
    errors = list(parts[0].get("errors", ()))
    for entry in (entry for part in parts[1:] for entry in part.get("incremental", ())):
        errors += entry.get("errors", ())
        if entry.get("data") is None:
            continue
        target = whole["data"]
        for step in entry["path"]:
            target = target[step]
        target.update(entry["data"])
    if errors or parts[-1].get("hasNext"):
        whole["errors"] = errors or [{"message": "more parts were promised"}]
    return whole


OPERATIONS: Final[Sequence[Operation]] = (
    Operation("one fetch", 20, Who.ANYONE, _query(read_query("one_fetch"))),
    Operation("three hops", 15, Who.ANYONE, _query(read_query("three_hops"))),
    Operation("heavy", 2, Who.ANYONE, _query(read_query("heavy"))),
    Operation("user by hash", 10, Who.ANYONE, _persisted(USER, lambda dice: {"id": str(dice.randint(1, 6))})),
    Operation("stock by id", 8, Who.ANYONE, _trusted),
    Operation("deferred", 6, Who.ANYONE, _deferred),
    Operation("private", 15, Who.PRINCIPAL, _query(PRIVATE)),
    Operation("notes", 15, Who.PRINCIPAL, _query(NOTES, lambda dice: {"first": dice.randint(1, PRODUCTS)})),
    Operation("batch", 4, Who.PRINCIPAL, _batch),
    Operation("mutation", 8, Who.PRINCIPAL, _remember),
    Operation("private of nobody", 3, Who.STRANGER, _refused(PRIVATE, 200, "UNAUTHORIZED_FIELD_OR_TYPE")),
    Operation("forged token", 2, Who.STRANGER, _refused(PRIVATE, 401, "INVALID_TOKEN", "e30.e30.e30")),
    Operation("too expensive", 2, Who.STRANGER, _refused(EXPENSIVE, 200, "COST_ESTIMATED_TOO_EXPENSIVE")),
    Operation("misspelt", 2, Who.STRANGER, _refused("{ topProduct { upc } }", 200, "GRAPHQL_VALIDATION_FAILED")),
    Operation("greedy", 1, Who.GREEDY, _greedy),
)
