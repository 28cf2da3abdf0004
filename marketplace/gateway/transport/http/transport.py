"""The way to a subgraph over HTTP/1.1: one POST per request on kept-alive connections."""

import asyncio
import logging
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
from marketplace.gateway.transport.http.request import PostWriter

logger = logging.getLogger(__name__)

READINESS_QUERY = b'{"query":"{__typename}"}'
READINESS_TIMEOUT = 2.0
FIRST_SERVER_ERROR = 500
SHOWN_CHARACTERS = 120


class HttpTransport:
    """Sends to one subgraph, and turns every way in which that can fail into a SubgraphError.

    A server may close a kept-alive connection at the very moment it is used again. Such a request
    is sent once more, on a new connection, if no byte of an answer had come and it may be repeated.
    """

    def __init__(self, name: str, url: str, config: HttpTransportConfig) -> None:
        self._name = name
        self._url = url
        self._config = config
        address = SubgraphAddress.parse(url)
        self._pool = ConnectionPool(name, address, config)
        self._writer = PostWriter(address, "application/graphql-response+json, application/json")

    async def send(self, request: SubgraphRequest) -> SubgraphResponse:
        seconds = self._config.response_timeout
        if request.deadline is not None:
            seconds = min(seconds, max(0.0, request.deadline - time.monotonic()))
        message = self._writer.write(request.headers, request.body)
        try:
            async with asyncio.timeout(seconds), self._pool.slot():
                response = await self._exchange(message, repeatable=request.repeatable)
        except TimeoutError:
            raise SubgraphTimeoutError(self._name, f"no answer within {seconds:.1f} s.") from None
        except ConnectionFailure as failure:
            raise failure.of_subgraph(self._name) from failure
        return self._require_json(response)

    async def why_not_ready(self) -> str | None:
        """Ready when it answers anything but a server error: a refused identity is an answer too."""
        probe = SubgraphRequest(
            subgraph=self._name,
            body=READINESS_QUERY,
            headers={},
            deadline=time.monotonic() + READINESS_TIMEOUT,
            repeatable=True,
        )
        try:
            response = await self.send(probe)
        except SubgraphError as error:
            logger.warning("Readiness: %s", error.message)
            return f"Subgraph {self._name!r} cannot be asked ({error.code})."
        if response.status >= FIRST_SERVER_ERROR:
            return f"Subgraph {self._name!r} answers with status {response.status}."
        return None

    async def aclose(self) -> None:
        self._pool.close()

    async def _exchange(self, message: bytes, *, repeatable: bool) -> SubgraphResponse:
        connection = self._pool.take_idle()
        if connection is not None:
            try:
                response = await connection.exchange(message)
            except ConnectionFailure as failure:
                self._pool.drop_idle()
                if failure.answered or not repeatable:
                    raise
            else:
                self._pool.give_back(connection)
                return response
        connection = await self._pool.open()
        response = await connection.exchange(message)
        self._pool.give_back(connection)
        return response

    def _require_json(self, response: SubgraphResponse) -> SubgraphResponse:
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
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
        )
