"""A subgraph as a function of (body, headers), in process or behind WSGI.

Each thread that serves requests owns a private event loop. A request runs to its end on it, so the ORM is called
synchronously from async DataLoaders without a hop between threads: nothing else waits on that loop.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Generic, TypeVar
from wsgiref.types import StartResponse, WSGIEnvironment

import orjson
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from graphql import GraphQLError
from strawberry.schema import BaseSchema
from strawberry.types import ExecutionResult

from marketplace.common.deadline import DeadlineOverError, seconds_left, within
from marketplace.common.internal_identity import IdentityRefusedError, IdentityVerifier
from marketplace.common.problems import ProblemError
from marketplace.common.requester import Requester
from marketplace.common.subgraph_context import SubgraphContext

LARGEST_BODY: Final = 16 * 1024 * 1024
"""Bytes; the gateway is the only client, and batches many representations in one request."""
JSON_TYPE: Final = "application/json"
GRAPHQL_RESPONSE_TYPE: Final = "application/graphql-response+json"

Loaders = TypeVar("Loaders")
logger = logging.getLogger(__name__)


class ServingThread:
    """What a thread that answers requests owns: an event loop, and the database sessions it opened."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.sessions: dict[str, BaseDatabaseWrapper] = {}

    def __del__(self) -> None:
        """Close both when the thread ends and drops this."""
        self.loop.close()
        for session in self.sessions.values():
            if session.connection is not None:
                session.connection.close()


class ServingThreads(threading.local):
    """The current thread as a ServingThread, from its first request on."""

    def __init__(self) -> None:
        self.current = ServingThread()


THREADS: Final = ServingThreads()


@dataclass(frozen=True, slots=True)
class EndpointResponse:
    status: int
    body: bytes
    content_type: str = GRAPHQL_RESPONSE_TYPE


class SubgraphEndpoint(Generic[Loaders]):
    """Executes GraphQL requests that carry the gateway's identity token; refuses all others."""

    def __init__(
        self,
        *,
        name: str,
        schema: BaseSchema,
        loaders_factory: Callable[[Requester], Loaders],
        internal_key: str,
    ) -> None:
        self.name = name
        self._schema = schema
        self._loaders_factory = loaders_factory
        self._verifier = IdentityVerifier(audience=name, internal_key=internal_key)

    def handle(self, body: bytes, headers: Mapping[str, str]) -> EndpointResponse:
        """Answer one request; header names are lower case. Never raises."""
        try:
            requester = self._verifier.requester_of(headers)
        except IdentityRefusedError:
            return _refusal(HTTPStatus.UNAUTHORIZED, "INTERNAL_TOKEN_REQUIRED", "Subgraphs answer the gateway only.")
        request = _read_request(body)
        if request is None:
            return _refusal(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", "The body is not a GraphQL request in JSON.")
        _renew_connections()
        try:
            answer = self._execute(request, requester, seconds_left(headers))
            return EndpointResponse(HTTPStatus.OK, orjson.dumps(answer))
        except DeadlineOverError as error:
            return _refusal(HTTPStatus.REQUEST_TIMEOUT, "DEADLINE_OVER", str(error))
        except Exception:
            logger.exception("subgraph %s failed to answer", self.name)
            return _refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", "Internal error")
        finally:
            _renew_connections()

    def _execute(self, request: Mapping[str, Any], requester: Requester, seconds: float | None) -> dict[str, Any]:
        """Raises DeadlineOverError where nobody waits any more: for a query at any time between two steps of it, for
        a mutation before it has begun only.
        """
        # DataLoaders bind to the running loop when first used, so they may be made before it runs.
        context = SubgraphContext(requester, self._loaders_factory(requester))
        # Django gives each asyncio task connections of its own. All tasks of this loop take turns on one thread, so
        # they inherit, through their context, the connections of the thread: one a thread, and one transaction.
        thread = THREADS.current
        thread.sessions = {alias: connections[alias] for alias in connections}

        async def execute() -> ExecutionResult:
            for alias, session in thread.sessions.items():
                connections[alias] = session
            return await self._schema.execute(
                request["query"],
                variable_values=request.get("variables"),
                operation_name=request.get("operationName"),
                context_value=context,
            )

        result = thread.loop.run_until_complete(within(execute(), seconds, request["query"]))
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [self._told(error) for error in result.errors]
        return answer

    def _told(self, error: GraphQLError) -> dict[str, Any]:
        """Return the error as the gateway sees it: the text of what is not ours to show is masked and logged."""
        cause = error.original_error
        if cause is None or isinstance(cause, GraphQLError):
            return dict(error.formatted)
        formatted = dict(error.formatted)
        if isinstance(cause, ProblemError):
            formatted["extensions"] = {"code": cause.problems[0].code}
        else:
            logger.error("subgraph %s: a resolver failed at %s", self.name, error.path, exc_info=cause)
            formatted["message"] = "Internal error"
            formatted["extensions"] = {"code": "INTERNAL_SERVER_ERROR"}
        return formatted


def wsgi_application(endpoint: SubgraphEndpoint[Any]) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """Serve `POST /graphql` and `GET /healthz` with nothing in between: no Django middleware, no routing."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        response = _serve(endpoint, environ)
        status = HTTPStatus(response.status)
        start_response(
            f"{status.value} {status.phrase}",
            [("Content-Type", response.content_type), ("Content-Length", str(len(response.body)))],
        )
        return [response.body]

    return application


def _serve(endpoint: SubgraphEndpoint[Any], environ: WSGIEnvironment) -> EndpointResponse:
    match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
        case "GET", "/healthz":
            return EndpointResponse(HTTPStatus.OK, b'{"status":"ok"}', JSON_TYPE)
        case "POST", "/graphql":
            length = environ.get("CONTENT_LENGTH") or "0"
            if not length.isdigit() or int(length) > LARGEST_BODY:
                return _refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "BODY_TOO_LARGE", "The body is too large.")
            headers = {
                name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")
            }
            return endpoint.handle(environ["wsgi.input"].read(int(length)), headers)
        case _, "/graphql" | "/healthz":
            return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "Use POST /graphql, GET /healthz.")
        case _:
            return _refusal(HTTPStatus.NOT_FOUND, "NOT_FOUND", "There is only /graphql and /healthz here.")


def _refusal(status: HTTPStatus, code: str, message: str) -> EndpointResponse:
    return EndpointResponse(status, orjson.dumps({"errors": [{"message": message, "extensions": {"code": code}}]}))


def _read_request(body: bytes) -> Mapping[str, Any] | None:
    try:
        request = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    well_formed = (
        isinstance(request, dict)
        and isinstance(request.get("query"), str)
        and isinstance(request.get("variables"), dict | None)
        and isinstance(request.get("operationName"), str | None)
    )
    return request if well_formed else None


def _renew_connections() -> None:
    """Close connections that broke or are too old, but none whose caller is in a transaction."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
