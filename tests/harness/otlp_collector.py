"""A collector of OpenTelemetry spans: takes OTLP over HTTP on a real socket, and decodes what it gets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.harness.raw_server import read_request, serve_raw

TAKEN = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n"


@dataclass(frozen=True)
class CollectedSpan:
    """Ids in hexadecimal digits; `parent_id` is empty for a root. `kind` and `status` are the protocol's names."""

    name: str
    trace_id: str
    span_id: str
    parent_id: str
    kind: str
    status: str
    start: int
    end: int
    attributes: dict[str, Any]


@dataclass
class Collector:
    """What has arrived, and where to send more. `raw` are the requests as they came, heads and bodies. While it is
    `down`, it breaks every connection.
    """

    url: str = ""
    spans: list[CollectedSpan] = field(default_factory=list)
    services: set[str] = field(default_factory=set)
    raw: list[bytes] = field(default_factory=list)
    down: bool = False

    def named(self, name: str) -> CollectedSpan:
        """The one span of this name."""
        (found,) = [span for span in self.spans if span.name == name]
        return found

    def take(self, head: str, body: bytes) -> None:
        self.raw.append(head.encode() + body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            attributes = {entry.key: entry.value.string_value for entry in resource.resource.attributes}
            self.services.add(attributes["service.name"])
            for scope in resource.scope_spans:
                self.spans.extend(map(_read_span, scope.spans))


def _read_span(span: Any) -> CollectedSpan:
    kinds, codes = span.SpanKind.DESCRIPTOR, span.status.StatusCode.DESCRIPTOR
    return CollectedSpan(
        name=span.name,
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        kind=kinds.values_by_number[span.kind].name.removeprefix("SPAN_KIND_"),
        status=codes.values_by_number[span.status.code].name.removeprefix("STATUS_CODE_"),
        start=span.start_time_unix_nano,
        end=span.end_time_unix_nano,
        attributes={entry.key: getattr(entry.value, entry.value.WhichOneof("value")) for entry in span.attributes},
    )


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    """A running collector; in the event loop of the test."""
    collector = Collector()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _number: int) -> None:
        while True:
            head, body = await read_request(reader)
            if collector.down:
                return
            collector.take(head, body)
            writer.write(TAKEN)
            await writer.drain()

    async with serve_raw(script) as server:
        collector.url = f"http://127.0.0.1:{server.port}/v1/traces"
        yield collector
