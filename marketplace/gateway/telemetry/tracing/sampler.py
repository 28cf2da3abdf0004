"""Decides once for each request, before anything is measured, whether it is traced."""

from collections.abc import Mapping
from random import getrandbits  # not secret: telling traces apart is all that ids are for

from marketplace.gateway.config import TracingConfig
from marketplace.gateway.report import Trace
from marketplace.gateway.telemetry.tracing.trace_context import (
    filter_baggage,
    read_traceparent,
    read_tracestate,
    write_traceparent,
)

RANDOM_BITS = 56
"""The part of a trace id that must be random: Trace Context Level 2, section 3.2.2.3."""


class HeadSampler:
    """A parent's decision holds, where parents are followed. Otherwise the trace id decides, so that whoever samples by
    the same ratio decides alike.
    """

    def __init__(self, config: TracingConfig) -> None:
        self._follow = config.follow_parents
        self._bound = round(config.ratio * (1 << RANDOM_BITS))
        self._baggage = config.baggage

    def begin(self, headers: Mapping[str, str]) -> Trace:
        """The request's place in a trace. A request that is not sampled costs 2 us: random bits, and their text."""
        given = headers.get("traceparent") if self._follow else None
        parent = read_traceparent(given) if given is not None else None
        state = ""
        span_id = getrandbits(64) or 1
        if parent is None:
            number = getrandbits(128) or 1
            trace_id = f"{number:032x}"
            sampled = number & ((1 << RANDOM_BITS) - 1) < self._bound
        else:
            trace_id = parent.trace_id
            sampled = parent.sampled
            state = read_tracestate(headers.get("tracestate", ""))
        passed_on: dict[str, str] = {}
        if not sampled:
            passed_on["traceparent"] = write_traceparent(trace_id, span_id, sampled=False)
        if state:
            passed_on["tracestate"] = state
        if self._baggage and (baggage := filter_baggage(headers.get("baggage", ""), self._baggage)):
            passed_on["baggage"] = baggage
        return Trace(
            trace_id,
            span_id,
            parent.span_id if parent is not None else None,
            sampled=sampled,
            state=state,
            headers=passed_on,
        )
