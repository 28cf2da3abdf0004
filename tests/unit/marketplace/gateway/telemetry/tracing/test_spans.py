"""A request's report as spans: who is whose parent, when, and what is said of failures."""

from marketplace.gateway.report import RequestReport, SubgraphCall, Trace
from marketplace.gateway.telemetry.tracing.spans import Kind, spans_of

TRACE = Trace("0af7651916cd43dd8448eb211c80319c", 11, 7, sampled=True, state="", headers={})


def report(*, marks: list[float], ended: float, calls: list[SubgraphCall] | None = None, **facts) -> RequestReport:
    """Begun at 100 s of the monotonic clock, which was 1000 s after the epoch."""
    made = RequestReport(100.0, 1000.0)
    made.stages = ("parse_document", "plan_operation", "execute", "measure_cost")
    made.marks, made.ended, made.calls, made.trace = marks, ended, calls, TRACE
    for name, value in facts.items():
        setattr(made, name, value)
    return made


def call(started: float, ended: float, span_id: int, **facts) -> SubgraphCall:
    made = SubgraphCall("products", started, 10)
    made.ended, made.span_id = ended, span_id
    for name, value in facts.items():
        setattr(made, name, value)
    return made


def test_every_stage_and_every_call_is_a_span_in_its_place():
    calls = [call(103.0, 104.0, 21, status=200, received=99)]
    root, *stages, fetch = spans_of(
        report(marks=[101.0, 102.0, 105.0, 106.0], ended=107.0, calls=calls, operation_type="query"), TRACE
    )
    assert (root.name, root.kind, root.span_id, root.parent_id, root.parent_is_remote) == (
        "query",
        Kind.SERVER,
        11,
        7,
        True,
    )
    assert (root.start, root.end) == (1000 * 10**9, 1007 * 10**9)
    assert [(s.name, s.parent_id, s.start // 10**9, s.end // 10**9) for s in stages] == [
        ("parse_document", 11, 1000, 1001),
        ("plan_operation", 11, 1001, 1002),
        ("execute", 11, 1002, 1005),
        ("measure_cost", 11, 1005, 1006),
    ]
    assert (fetch.name, fetch.kind, fetch.span_id, fetch.parent_id) == (
        "POST products",
        Kind.CLIENT,
        21,
        stages[2].span_id,
    )
    assert fetch.attributes["http.response.status_code"] == 200
    assert all(span.error is None for span in (root, *stages, fetch))


def test_the_stage_that_refused_is_the_last_and_says_why():
    root, *stages = spans_of(report(marks=[101.0], ended=102.0, codes=("PLAN_TOO_COMPLEX",), refused=True), TRACE)
    assert [(s.name, s.error) for s in stages] == [("parse_document", None), ("plan_operation", "PLAN_TOO_COMPLEX")]
    assert stages[-1].end == root.end
    assert root.error == root.attributes["error.type"] == "PLAN_TOO_COMPLEX"


def test_calls_after_the_stages_belong_to_the_request():
    calls = [call(110.0, 111.0, 21, status=200)]
    *_, fetch = spans_of(report(marks=[101.0, 102.0, 103.0, 104.0], ended=120.0, calls=calls), TRACE)
    assert fetch.parent_id == TRACE.span_id


def test_failed_calls_say_how():
    calls = [call(103.0, 104.0, 21, code="SUBGRAPH_TIMEOUT"), call(103.0, 104.0, 22, status=503)]
    *_, silent, refusing = spans_of(report(marks=[101.0, 102.0, 105.0, 106.0], ended=107.0, calls=calls), TRACE)
    assert (silent.error, refusing.error) == ("SUBGRAPH_TIMEOUT", "503")
    assert "http.response.status_code" not in silent.attributes
