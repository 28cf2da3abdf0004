"""The way to a subgraph over HTTP/1.1: one POST per request on kept-alive connections."""

import asyncio
import time

from marketplace.gateway.config import HttpTransportConfig
from marketplace.gateway.errors import (
    SubgraphError,
    SubgraphMalformedResponseError,
    SubgraphTimeoutError,
)
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport.http.address import SubgraphAddress
from marketplace.gateway.transport.http.connection import ConnectionFailure
from marketplace.gateway.transport.http.pool import ConnectionPool
from marketplace.gateway.transport.http.request import PostWriter, write_get

READINESS_QUERY = b'{"query":"{__typename}"}'
READINESS_TIMEOUT = 2.0
OK = 200
FIRST_CLIENT_ERROR = 400
FIRST_SERVER_ERROR = 500
SHOWN_CHARACTERS = 120
USUAL_TYPES = frozenset({"application/json", "application/json; charset=utf-8", "application/graphql-response+json"})


class HttpTransport:
    """Sends to one subgraph, and turns every way in which that can fail into a SubgraphError.

    A server may close a kept-alive connection at the very moment it is used again. Such a request
    is sent once more, on a new connection, if no byte of an answer had come and it may be repeated.
    """

    def __init__(self, name: str, url: str, config: HttpTransportConfig) -> None:
        self._name = name
        self._url = url
        self._config = config
        self._address = SubgraphAddress.parse(url)
        self._pool = ConnectionPool(name, self._address, config)
        self._writer = PostWriter(self._address, "application/graphql-response+json, application/json")

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        now = time.monotonic()
        ends = now + self._config.response_timeout
        if request.deadline is not None and request.deadline < ends:
            ends = request.deadline
        if ends <= now:
            raise SubgraphTimeoutError(self._name, "no time was left to ask it.")
        place = self._pool.enter()
        if place is not None:
            now = await self._wait(place, now, ends)
        overloaded = False
        try:
            response = await self._exchange(request, now, ends)
        except TimeoutError:
            overloaded = True
            raise SubgraphTimeoutError(self._name, f"no answer within {ends - now:.1f} s.") from None
        except asyncio.CancelledError:
            overloaded = True
            raise
        except ConnectionFailure as failure:
            raise failure.of_subgraph(self._name) from failure
        finally:
            self._pool.leave(failed=overloaded)
        return self._require_json(response)

    async def check(self, path: str, seconds: float) -> str | None:
        """Ask whether it is alive, on a connection of its own: None, or the rest of a
        sentence about it, without addresses.

        By GET of the path, for a status of 200 to 399; without a path by a query, for anything but a server error: a
        refused identity is an answer too.
        """
        message = write_get(self._address, path) if path else self._writer.write({}, READINESS_QUERY, seconds)
        try:
            async with asyncio.timeout(seconds):
                connection = await self._pool.open()
                try:
                    status = (await connection.exchange(message, seconds)).status
                finally:
                    connection.close()
        except TimeoutError:
            return f"did not answer within {seconds:g} s ({SubgraphTimeoutError.code})"
        except SubgraphError as error:
            return f"cannot be asked ({error.code})"
        except ConnectionFailure as failure:
            return f"cannot be asked ({failure.of_subgraph(self._name).code})"
        good = OK <= status < FIRST_CLIENT_ERROR if path else status < FIRST_SERVER_ERROR
        return None if good else f"answers with status {status}"

    async def why_not_ready(self) -> str | None:
        """Ready when it answers a query."""
        problem = await self.check("", READINESS_TIMEOUT)
        return problem and f"Subgraph {self._name!r} {problem}."

    async def aclose(self) -> None:
        self._pool.close()

    async def _wait(self, place: asyncio.Future[None], now: float, ends: float) -> float:
        """The time when the place is free."""
        try:
            async with asyncio.timeout(ends - now):
                await self._pool.wait(place)
        except TimeoutError:
            raise SubgraphTimeoutError(self._name, f"no answer within {ends - now:.1f} s.") from None
        return time.monotonic()

    async def _exchange(self, request: SubgraphRequest, now: float, ends: float) -> SubgraphResponse:
        told = ends - now if self._config.send_deadline else None
        message = self._writer.write(request.headers, request.body, told)
        connection = self._pool.take_idle()
        if connection is not None:
            try:
                response = await connection.exchange(message, ends - now)
            except ConnectionFailure as failure:
                self._pool.drop_idle()
                if failure.answered or not request.repeatable:
                    raise
            else:
                self._pool.give_back(connection)
                return response
        async with asyncio.timeout(ends - time.monotonic()):
            connection = await self._pool.open()
        response = await connection.exchange(message, ends - time.monotonic())
        self._pool.give_back(connection)
        return response

    def _require_json(self, response: SubgraphResponse) -> SubgraphResponse:
        content_type = response.headers.get("content-type", "")
        if content_type in USUAL_TYPES and "content-encoding" not in response.headers:
            return response
        media_type = content_type.partition(";")[0].strip().lower()
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding != "identity":
            raise SubgraphMalformedResponseError(
                self._name, f"it compressed its answer ({encoding}) though asked not to."
            )
        if media_type == "application/json" or media_type.endswith("+json"):
            return response
        start = response.body[:SHOWN_CHARACTERS].decode("utf-8", "replace")
        raise SubgraphMalformedResponseError(
            self._name,
            f"it answered with status {response.status} and {media_type or 'no content type'} "
            f"instead of JSON: {start!r}.",
            status=response.status,
            headers=response.headers,
        )
