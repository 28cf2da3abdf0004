"""Events over HTTP: the client side of GraphQL over server-sent events, distinct connections mode."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing

from marketplace.gateway.config import EventSourceConfig, HttpTransportConfig
from marketplace.gateway.errors import (
    SubgraphConnectionLostError,
    SubgraphMalformedResponseError,
    SubgraphResponseTooLargeError,
    SubgraphTimeoutError,
    SubgraphUnreachableError,
)
from marketplace.gateway.ports import SubgraphRequest, SubgraphResponse
from marketplace.gateway.transport.events.sse_parser import EventTooLarge, SseParser
from marketplace.gateway.transport.http.address import SubgraphAddress
from marketplace.gateway.transport.http.connection import ConnectionFailure
from marketplace.gateway.transport.http.request import PostWriter
from marketplace.gateway.transport.http.stream import ResponseStream, open_stream

EVENT_STREAM = "text/event-stream"
MAX_HEADER_BYTES = HttpTransportConfig().max_response_header_bytes


class SseEventSource:
    """One POST for each subscription. A subgraph that answers with JSON instead of a stream has refused it, and what
    it says is the only event.
    """

    def __init__(self, name: str, url: str, config: EventSourceConfig) -> None:
        self._name = name
        self._config = config
        self._address = SubgraphAddress.parse(url)
        self._writer = PostWriter(self._address, EVENT_STREAM)

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        message = self._writer.write(request.headers, request.body)
        seconds = self._config.open_timeout
        try:
            async with AsyncExitStack() as stack:
                async with asyncio.timeout(seconds):
                    stream = await stack.enter_async_context(open_stream(self._address, message, MAX_HEADER_BYTES))
                    await stream.read_head()
                async with aclosing(self._responses(stream)) as responses:
                    async for response in responses:
                        yield response
        except TimeoutError:
            raise SubgraphTimeoutError(self._name, f"no event stream within {seconds:g} s.") from None
        except ConnectionFailure as failure:
            raise failure.of_subgraph(self._name) from failure
        except OSError as error:
            raise SubgraphUnreachableError(
                self._name, f"cannot connect to {self._address} ({error}). Is it running?"
            ) from error

    async def _responses(self, stream: ResponseStream) -> AsyncGenerator[SubgraphResponse, None]:
        media_type = stream.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type == "application/json" or media_type.endswith("+json"):
            yield SubgraphResponse(stream.status, stream.headers, await self._whole_body(stream))
            return
        if media_type != EVENT_STREAM:
            raise SubgraphMalformedResponseError(
                self._name,
                f"it answered with status {stream.status} and {media_type or 'no content type'} instead of events.",
            )
        parser = SseParser(self._config.max_event_bytes)
        try:
            async with aclosing(stream.pieces()) as pieces:
                async for piece in pieces:
                    for event in parser.feed(piece):
                        if event.name == "complete":
                            return
                        if event.name == "next":
                            yield SubgraphResponse(200, {}, event.data)
        except EventTooLarge as error:
            raise self._too_large() from error
        raise SubgraphConnectionLostError(self._name, "it ended the event stream without completing it.")

    async def _whole_body(self, stream: ResponseStream) -> bytes:
        body = bytearray()
        async with aclosing(stream.pieces()) as pieces:
            async for piece in pieces:
                body += piece
                if len(body) > self._config.max_event_bytes:
                    raise self._too_large()
        return bytes(body)

    def _too_large(self) -> SubgraphResponseTooLargeError:
        return SubgraphResponseTooLargeError(
            self._name, f"an event is larger than {self._config.max_event_bytes} bytes."
        )
