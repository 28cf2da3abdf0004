"""Headers of W3C Trace Context and Baggage: what is read of them, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.telemetry.tracing.trace_context import (
    RemoteParent,
    filter_baggage,
    read_traceparent,
    read_tracestate,
    write_traceparent,
)

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"


@pytest.mark.parametrize(("flags", "sampled"), [("00", False), ("01", True), ("02", False), ("03", True), ("ff", True)])
def test_the_lowest_flag_says_whether_the_caller_samples(flags, sampled):
    assert read_traceparent(f"00-{TRACE}-{SPAN}-{flags}") == RemoteParent(TRACE, int(SPAN, 16), sampled)


@pytest.mark.parametrize(
    "text",
    [
        "",
        TRACE,
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-1",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"0_-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01\n00-{TRACE}-{SPAN}-01",
        f"00-{TRACE[:-1]}٣-{SPAN}-01",
    ],
)
def test_what_the_standard_calls_invalid_begins_a_new_trace(text):
    assert read_traceparent(text) is None


def test_a_later_version_may_say_more():
    assert read_traceparent(f"cc-{TRACE}-{SPAN}-01-what-the-future-brings") is not None


@given(st.integers(1, (1 << 128) - 1), st.integers(1, (1 << 64) - 1), st.booleans())
def test_what_is_written_is_read_again(trace, span, sampled):
    text = write_traceparent(f"{trace:032x}", span, sampled=sampled)
    assert read_traceparent(text) == RemoteParent(f"{trace:032x}", span, sampled)


@given(st.text())
def test_any_text_can_be_read(text):
    parent = read_traceparent(text)
    assert parent is None or text.strip()[3:35] == parent.trace_id


def test_tracestate_is_passed_on_unless_it_is_too_long_or_no_text():
    assert read_tracestate("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE") == "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"
    assert read_tracestate("a=" + "b" * 511) == ""
    assert read_tracestate("a=b\r\nx-evil: 1") == ""


def test_only_allowed_baggage_is_passed_on():
    baggage = "tenant=acme;level=gold, session=secret,region = eu"
    assert filter_baggage(baggage, {"tenant", "region"}) == "tenant=acme;level=gold,region = eu"
    assert filter_baggage(baggage, set()) == ""
    assert filter_baggage("tenant=a\r\nx-evil: 1", {"tenant"}) == ""
    assert filter_baggage("tenant=" + "a" * 9_000, {"tenant"}) == ""
