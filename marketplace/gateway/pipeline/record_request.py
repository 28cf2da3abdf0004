"""What telemetry is told of a request: begun before the first stage, finished with the answer or its last piece."""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from graphql import OperationDefinitionNode, OperationType

from marketplace.gateway.errors import (
    InternalError,
    OperationTimeoutError,
    OverloadedError,
    RateLimitUnavailableError,
    TokenKeysUnavailableError,
    TooManyStreamsError,
)
from marketplace.gateway.pipeline.event_stream import NEXT
from marketplace.gateway.pipeline.exchange import Exchange, HttpResponse, StreamedResponse
from marketplace.gateway.pipeline.media_types import EVENT_STREAM
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.ports import Recorder
from marketplace.gateway.report import GATEWAY, RequestReport

CLIENT_CLOSED_REQUEST = 499
"""Of a client that left before its answer: no status was sent. The number is the one that readers of logs know."""
CLIENT_LEFT = "CLIENT_LEFT"
OUR_FAULTS = frozenset(
    error.code
    for error in (
        InternalError,
        OperationTimeoutError,
        OverloadedError,
        RateLimitUnavailableError,
        TokenKeysUnavailableError,
        TooManyStreamsError,
    )
)
"""Refusals of requests with which nothing is wrong."""
QUERY = OperationType.QUERY  # members of an Enum are slow to reach by its class
MAX_CODES = 8
MAX_CODE_CHARACTERS = 64


def begin_report(exchange: Exchange, recorder: Recorder, stages: tuple[str, ...], protocol: str = "http") -> None:
    """Sets `report`. For an enabled recorder only: without a report nothing is noted anywhere."""
    request = exchange.request
    report = exchange.report = recorder.begin(exchange.started, request.headers)
    report.stages = stages
    report.request_id = exchange.request_id
    if protocol != "http":
        report.protocol = protocol
        report.responses = 0
    report.method = request.method
    report.bytes_in = len(request.body)


def finish_with_response(
    exchange: Exchange,
    report: RequestReport,
    response: HttpResponse | StreamedResponse,
    recorder: Recorder,
    code: str,
) -> HttpResponse | StreamedResponse:
    """The response to send: a stream's report is finished with its last piece."""
    if isinstance(response, HttpResponse):
        report.bytes_out = len(response.body)
        finish_report(exchange, report, recorder, response.status, code)
        return response
    report.protocol = "sse" if exchange.media_type is EVENT_STREAM else "multipart"
    report.responses = 0
    finish = partial(finish_report, exchange, report, recorder, response.status, code)
    return replace(response, pieces=RecordedPieces(response, exchange, report, finish))


def finish_report(exchange: Exchange, report: RequestReport, recorder: Recorder, status: int, code: str) -> None:
    """Fills in what the stages found out, however far they came. A report that is finished already stays as it is."""
    if report.ended:
        return
    report.status = status
    report.estimated_cost = exchange.estimated_cost
    report.actual_cost = exchange.actual_cost
    document = getattr(exchange, "document", None)
    if document is not None:
        report.document_hash = document.text_hash
    operation = getattr(exchange, "operation", None)
    if operation is not None:
        report.operation_type = "query" if operation.operation is QUERY else operation.operation.value
        if operation.name is not None:
            report.operation_name = operation.name.value
    context = getattr(exchange, "context", None)
    if context is not None and context.principal is not None:
        report.subject = context.principal.subject
    if code:
        report.codes = (code,)
        report.refused = True
        if code in OUR_FAULTS:
            report.blame(GATEWAY)
    else:
        result = getattr(exchange, "result", None)
        if result is not None and result.errors:
            note_errors(report, result.errors)
    recorder.finish(report)


def note_hit(exchange: Exchange, services: Services) -> None:
    """The response was there already, before its document was looked at. It is known from the request that made it."""
    report = exchange.report
    if report is None:
        return
    report.cache = "hit"
    report.operation_type = "query"
    report.operation_name = exchange.parameters.operation_name
    document = services.documents.get(exchange.parameters.query)
    if document is not None:
        report.document_hash = document.text_hash
        first = document.document.definitions[0]
        if report.operation_name is None and isinstance(first, OperationDefinitionNode) and first.name:
            report.operation_name = first.name.value


def finish_unanswered(exchange: Exchange, recorder: Recorder) -> None:
    """The client left before its answer."""
    if exchange.report is not None:
        finish_report(exchange, exchange.report, recorder, CLIENT_CLOSED_REQUEST, CLIENT_LEFT)


def note_body(exchange: Exchange, body: Mapping[str, Any]) -> None:
    """One of many responses."""
    report = exchange.report
    if report is not None:
        report.responses += 1
        if errors := body.get("errors"):
            note_errors(report, errors)


def note_errors(report: RequestReport, errors: Iterable[Mapping[str, Any]]) -> None:
    """Their codes, each once. Subgraphs may have chosen them: so many and so long at most."""
    codes = dict.fromkeys(report.codes)
    for error in errors:
        extensions = error.get("extensions")
        code = extensions.get("code") if isinstance(extensions, Mapping) else None
        if isinstance(code, str):
            codes[code[:MAX_CODE_CHARACTERS]] = None
            if len(codes) >= MAX_CODES:
                break
    report.codes = tuple(codes)


class RecordedPieces(AsyncGenerator[bytes, None]):
    """Finishes the report when it is closed, begun or not."""

    def __init__(
        self, response: StreamedResponse, exchange: Exchange, report: RequestReport, finish: Callable[[], None]
    ) -> None:
        self._pieces = response.pieces
        self._report = report
        self._finish = finish
        self._counted = NEXT if exchange.media_type is EVENT_STREAM else b""

    async def asend(self, value: None) -> bytes:
        piece = await self._pieces.asend(value)
        self._report.bytes_out += len(piece)
        self._report.responses += piece.startswith(self._counted)
        return piece

    async def athrow(self, *error: Any) -> bytes:
        return await self._pieces.athrow(*error)

    async def aclose(self) -> None:
        try:
            await self._pieces.aclose()
        finally:
            self._finish()
