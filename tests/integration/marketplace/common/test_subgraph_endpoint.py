from __future__ import annotations

import asyncio
import io
import logging
import sqlite3
import threading
from typing import Any

import orjson
import psycopg
import pytest
import strawberry
from django.db import connection
from strawberry.dataloader import DataLoader

from marketplace.common.problems import MalformedIdError
from marketplace.common.public_ids import new_key
from marketplace.common.requester import Requester, Role
from marketplace.common.schema.federated_schema import federated_schema
from marketplace.common.subgraph_context import SubgraphContext
from marketplace.common.subgraph_endpoint import LARGEST_BODY, SubgraphEndpoint, wsgi_application
from tests.harness.subgraph_client import ask, signed_identity

pytestmark = pytest.mark.django_db

DRIVER_ERRORS = (sqlite3.Error, psycopg.Error)
KEY = "insecure-internal-token-key-of-the-tests-0123456789"
ANA = Requester(new_key(), frozenset({Role.MEMBER}))
batches: list[list[int]] = []


async def load_squares(numbers: list[int]) -> list[int]:
    batches.append(numbers)
    return [number * number for number in numbers]


Info = strawberry.Info[SubgraphContext[DataLoader[int, int]], None]


@strawberry.type
class Query:
    @strawberry.field
    def who(self, info: Info) -> str:
        requester = info.context.requester
        return " ".join([str(requester.user_id), *sorted(requester.roles)])

    @strawberry.field
    async def square(self, info: Info, of: int) -> int:
        return await info.context.loaders.load(of)

    @strawberry.field
    async def slow(self) -> int:
        await asyncio.sleep(0.2)
        return 1

    @strawberry.field
    def refused(self) -> str | None:
        raise MalformedIdError("That is no id.")

    @strawberry.field
    def broken(self) -> str | None:
        raise ValueError("the password of the database is hunter2")

    @strawberry.field
    def thread(self) -> str:
        return threading.current_thread().name

    @strawberry.field
    def database_session(self) -> str:
        connection.ensure_connection()
        return str(id(connection.connection))

    @strawberry.field
    async def database_session_of_a_task(self) -> str:
        return await asyncio.create_task(session_of_this_task())


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def slowly(self) -> int:
        await asyncio.sleep(0.05)
        return 1


async def session_of_this_task() -> str:
    connection.ensure_connection()
    return str(id(connection.connection))


@pytest.fixture
def endpoint():
    batches.clear()
    return SubgraphEndpoint(
        name="squares",
        schema=federated_schema(query=Query, mutation=Mutation),
        loaders_factory=lambda _: DataLoader(load_squares),
        internal_key=KEY,
    )


def identity(requester=ANA):
    return signed_identity(requester, audience="squares")


def test_resolvers_know_who_asks(endpoint):
    assert ask(endpoint, "{ who }", ANA) == {"data": {"who": f"{ANA.user_id} MEMBER"}}


def test_loads_of_one_request_are_one_batch(endpoint):
    answer = ask(endpoint, "query($n: Int!) { a: square(of: $n) b: square(of: 3) c: square(of: 3) }", n=2)
    assert answer == {"data": {"a": 4, "b": 9, "c": 9}}
    assert batches == [[2, 3]]


@pytest.mark.parametrize(
    ("query", "milliseconds", "answer"),
    [
        ("{ slow }", "10", "DEADLINE_OVER"),
        ("{ slow }", "0", "DEADLINE_OVER"),
        ("{ slow }", "5000", {"slow": 1}),
        ("{ slow }", "soon", {"slow": 1}),
        ("mutation { slowly }", "10", {"slowly": 1}),
        ("mutation { slowly }", "-5", "DEADLINE_OVER"),
    ],
    ids=["over meanwhile", "over before", "in time", "unreadable", "a mutation is finished", "but not begun"],
)
def test_works_for_nobody_who_has_gone(endpoint, query, milliseconds, answer):
    response = endpoint.handle(orjson.dumps({"query": query}), identity() | {"x-holdfast-deadline-ms": milliseconds})
    body = orjson.loads(response.body)
    if isinstance(answer, str):
        assert response.status == 408
        assert body["errors"][0]["extensions"]["code"] == answer
    else:
        assert (response.status, body) == (200, {"data": answer})


def test_requests_share_no_loader(endpoint):
    ask(endpoint, "{ square(of: 3) }")
    ask(endpoint, "{ square(of: 3) }")
    assert batches == [[3], [3]]


def test_a_refusal_is_told_with_its_code(endpoint):
    (error,) = ask(endpoint, "{ refused }")["errors"]
    assert error["message"] == "That is no id."
    assert error["extensions"] == {"code": "MALFORMED_ID"}
    assert error["path"] == ["refused"]


def test_a_failure_is_masked_and_logged(endpoint, caplog):
    with caplog.at_level(logging.ERROR):
        answer = ask(endpoint, "{ broken who }", ANA)
    assert answer["data"]["broken"] is None
    assert answer["data"]["who"]
    assert answer["errors"][0]["message"] == "Internal error"
    assert "hunter2" not in str(answer)
    assert "hunter2" in caplog.text


def test_a_query_that_does_not_fit_the_schema_is_told_why(endpoint):
    answer = ask(endpoint, "{ nothing }")
    assert answer["data"] is None
    assert "nothing" in answer["errors"][0]["message"]


@pytest.mark.parametrize("headers", [{}, {"x-holdfast-identity": "junk"}, signed_identity(ANA, audience="users")])
def test_calls_without_the_gateways_token_are_refused(endpoint, headers):
    response = endpoint.handle(b'{"query":"{ who }"}', headers)
    assert response.status == 401
    assert orjson.loads(response.body)["errors"][0]["extensions"]["code"] == "INTERNAL_TOKEN_REQUIRED"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"query":1}',
        b'{"query":"{who}","variables":[]}',
        b"\xff",
        b'{"query":"{who}","operationName":1}',
    ],
)
def test_bodies_that_are_no_request_are_refused(endpoint, body):
    response = endpoint.handle(body, identity())
    assert response.status == 400
    assert orjson.loads(response.body)["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_every_thread_has_a_loop_of_its_own_also_under_a_running_one(endpoint):
    """In process the endpoint is called from threads of a program that runs an event loop."""

    async def call_in_threads() -> list[dict[str, Any]]:
        return await asyncio.gather(*[asyncio.to_thread(ask, endpoint, "{ thread square(of: 2) }") for _ in range(5)])

    answers = asyncio.run(call_in_threads())
    assert all(answer["data"]["square"] == 4 for answer in answers)
    assert threading.current_thread().name not in {answer["data"]["thread"] for answer in answers}


def test_every_task_of_a_request_uses_the_one_database_session_of_its_thread(endpoint):
    """Django would open a session for each asyncio task: a connection a request, and no transaction in common."""
    mine = str(id(connection.connection))
    for _ in range(2):
        answer = ask(endpoint, "{ a: databaseSession b: databaseSessionOfATask }")
        assert answer == {"data": {"a": mine, "b": mine}}


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_ends_closes_its_database_session(endpoint):
    sessions = []

    def serve() -> None:
        assert "errors" not in ask(endpoint, "{ databaseSession }")
        sessions.append(connection.connection)

    thread = threading.Thread(target=serve)
    thread.start()
    thread.join()
    with pytest.raises(DRIVER_ERRORS, match="closed"):
        sessions[0].cursor().execute("SELECT 1")


class Wsgi:
    """Calls a WSGI application as a server does."""

    def __init__(self, endpoint):
        self._application = wsgi_application(endpoint)

    def request(self, method, path, body=b"", **environ):
        started: dict[str, Any] = {}

        def start_response(status, headers, error=None):
            started.update(status=status, headers=dict(headers))

        chunks = self._application(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": path,
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": io.BytesIO(body),
                **environ,
            },
            start_response,
        )
        return started["status"], started["headers"], b"".join(chunks)


def test_wsgi_answers_the_gateway(endpoint):
    token = identity()["x-holdfast-identity"]
    status, headers, body = Wsgi(endpoint).request(
        "POST", "/graphql", b'{"query":"{ square(of: 5) }"}', HTTP_X_HOLDFAST_IDENTITY=token
    )
    assert (status, headers["Content-Type"]) == ("200 OK", "application/graphql-response+json")
    assert headers["Content-Length"] == str(len(body))
    assert orjson.loads(body) == {"data": {"square": 25}}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", "200 OK"),
        ("GET", "/graphql", "405 Method Not Allowed"),
        ("POST", "/healthz", "405 Method Not Allowed"),
        ("GET", "/admin/", "404 Not Found"),
        ("POST", "/graphql", "401 Unauthorized"),
    ],
)
def test_wsgi_answers_nothing_else(endpoint, method, path, status):
    assert Wsgi(endpoint).request(method, path)[0] == status


@pytest.mark.parametrize("length", [str(LARGEST_BODY + 1), "-1", "many"])
def test_wsgi_refuses_a_body_of_unfit_length_unread(endpoint, length):
    status, _, body = Wsgi(endpoint).request("POST", "/graphql", b"", CONTENT_LENGTH=length)
    assert status == "413 Request Entity Too Large"
    assert orjson.loads(body)["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"
