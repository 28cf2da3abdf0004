"""What a traced request becomes: one span for it, for each of its stages, for each call of a subgraph."""

from dataclasses import dataclass
from enum import Enum
from random import getrandbits

from marketplace.gateway.report import RequestReport, SubgraphCall, Trace

NANOSECONDS = 1_000_000_000
ROUTE = "/graphql"
FIRST_SERVER_ERROR = 500


class Kind(Enum):
    """OpenTelemetry, Trace API, "SpanKind"."""

    INTERNAL = "internal"
    SERVER = "server"
    CLIENT = "client"


AttributeValue = str | int | float


@dataclass(frozen=True, slots=True)
class FinishedSpan:
    """Times are nanoseconds since the epoch. `error` is a code, never a text: texts may quote variables."""

    name: str
    kind: Kind
    span_id: int
    parent_id: int | None
    parent_is_remote: bool
    start: int
    end: int
    attributes: dict[str, AttributeValue]
    error: str | None = None


def spans_of(report: RequestReport, trace: Trace) -> list[FinishedSpan]:
    """The request's span first."""
    epoch = report.started_at - report.started

    def instant(moment: float) -> int:
        return round((epoch + moment) * NANOSECONDS)

    spans = [_request_span(report, trace, instant(report.started), instant(report.ended))]
    before = report.started
    executed: tuple[float, float, int] | None = None
    for number, stage in enumerate(report.stages[: len(report.marks) + report.refused]):
        finished = number < len(report.marks)
        after = report.marks[number] if finished else report.ended
        error = None if finished else report.codes[0]
        span = FinishedSpan(
            name=stage,
            kind=Kind.INTERNAL,
            span_id=getrandbits(64) or 1,
            parent_id=trace.span_id,
            parent_is_remote=False,
            start=instant(before),
            end=instant(after),
            attributes={"error.type": error} if error else {},
            error=error,
        )
        spans.append(span)
        if stage == "execute":
            executed = (before, after, span.span_id)
        before = after
    for call in report.calls or ():
        within = executed is not None and executed[0] <= call.started <= executed[1]
        parent_id = executed[2] if executed is not None and within else trace.span_id
        spans.append(_call_span(call, parent_id, instant(call.started), instant(call.ended)))
    return spans


def _request_span(report: RequestReport, trace: Trace, start: int, end: int) -> FinishedSpan:
    """Semantic conventions: "HTTP server" and "GraphQL server" spans."""
    attributes: dict[str, AttributeValue] = {
        "http.request.method": report.method,
        "http.route": ROUTE,
        "http.response.status_code": report.status,
        "holdfast.request.id": report.request_id,
        "holdfast.protocol": report.protocol,
        "holdfast.fetches": report.fetches,
    }
    if report.operation_type is not None:
        attributes["graphql.operation.type"] = report.operation_type
    if report.operation_name is not None:
        attributes["graphql.operation.name"] = report.operation_name
    if report.document_hash is not None:
        attributes["graphql.document.hash"] = report.document_hash.hex()
    if report.client_name is not None:
        attributes["holdfast.client.name"] = report.client_name
    if report.client_version is not None:
        attributes["holdfast.client.version"] = report.client_version
    if report.cache is not None:
        attributes["holdfast.cache"] = report.cache
    error = report.codes[0] if report.codes else None
    if error is not None:
        attributes["error.type"] = error
    return FinishedSpan(
        name=report.operation_type or "GraphQL Operation",
        kind=Kind.SERVER,
        span_id=trace.span_id,
        parent_id=trace.parent_id,
        parent_is_remote=True,
        start=start,
        end=end,
        attributes=attributes,
        error=error,
    )


def _call_span(call: SubgraphCall, parent_id: int, start: int, end: int) -> FinishedSpan:
    attributes: dict[str, AttributeValue] = {
        "http.request.method": "POST",
        "http.request.body.size": call.sent,
        "holdfast.subgraph": call.subgraph,
    }
    if call.status:
        attributes["http.response.status_code"] = call.status
        attributes["http.response.body.size"] = call.received
    error = call.code or (str(call.status) if call.status >= FIRST_SERVER_ERROR else None)
    if error is not None:
        attributes["error.type"] = error
    return FinishedSpan(
        name=f"POST {call.subgraph}",
        kind=Kind.CLIENT,
        span_id=call.span_id,
        parent_id=parent_id,
        parent_is_remote=False,
        start=start,
        end=end,
        attributes=attributes,
        error=error,
    )
