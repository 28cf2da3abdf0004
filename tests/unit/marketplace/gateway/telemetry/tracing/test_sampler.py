"""Whether a request is traced is decided once, and its subgraphs are told."""

import pytest

from marketplace.gateway.config import TracingConfig
from marketplace.gateway.telemetry.tracing import HeadSampler
from marketplace.gateway.telemetry.tracing.trace_context import read_traceparent

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"


def begin(headers: dict[str, str], **options):
    return HeadSampler(TracingConfig(**options)).begin(headers)


@pytest.mark.parametrize("ratio", [0.0, 1.0])
@pytest.mark.parametrize(("flags", "sampled"), [("01", True), ("00", False)])
def test_the_parents_decision_holds_whatever_the_ratio(ratio, flags, sampled):
    trace = begin({"traceparent": f"00-{TRACE}-{SPAN}-{flags}", "tracestate": "a=b"}, ratio=ratio)
    assert (trace.sampled, trace.trace_id, trace.parent_id) == (sampled, TRACE, int(SPAN, 16))
    assert trace.headers["tracestate"] == "a=b"


@pytest.mark.parametrize(("ratio", "sampled"), [(0.0, False), (1.0, True)])
def test_without_a_parent_the_ratio_decides(ratio, sampled):
    trace = begin({}, ratio=ratio)
    assert (trace.sampled, trace.parent_id) == (sampled, None)


def test_a_ratio_is_kept():
    sampler = HeadSampler(TracingConfig(ratio=0.25))
    sampled = sum(sampler.begin({}).sampled for _ in range(8_000))
    assert 1_700 < sampled < 2_300, "14 standard deviations, so this does not fail by chance"


def test_subgraphs_of_an_unsampled_request_hear_its_trace_and_that_it_is_not_sampled():
    told = read_traceparent(begin({"traceparent": f"00-{TRACE}-{SPAN}-00"}).headers["traceparent"])
    assert told is not None
    assert (told.trace_id, told.sampled) == (TRACE, False)


def test_strangers_can_neither_choose_the_trace_nor_have_it_sampled_where_parents_are_not_followed():
    headers = {"traceparent": f"00-{TRACE}-{SPAN}-01", "tracestate": "a=b"}
    trace = begin(headers, ratio=0.0, follow_parents=False)
    assert not trace.sampled
    assert trace.trace_id != TRACE
    assert "tracestate" not in trace.headers


def test_baggage_needs_leave():
    headers = {"baggage": "tenant=acme,session=secret"}
    assert "baggage" not in begin(headers).headers
    assert begin(headers, baggage=frozenset({"tenant"})).headers["baggage"] == "tenant=acme"
