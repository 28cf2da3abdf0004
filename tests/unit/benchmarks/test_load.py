"""Percentiles, rates, and the request that goes over the wire."""

from __future__ import annotations

import pytest

from benchmarks.load import Load, Target


@pytest.mark.parametrize(("percent", "latency"), [(50, 2.0), (75, 3.0), (95, 4.0), (100, 4.0), (1, 1.0)])
def test_a_percentile_is_a_latency_that_was_measured(percent: int, latency: float) -> None:
    assert Load([4.0, 1.0, 3.0, 2.0], elapsed=2.0).percentile(percent) == latency


def test_the_rate_counts_answers_per_second() -> None:
    assert Load([0.1, 0.1, 0.1], elapsed=1.5).requests_per_second == 2.0


def test_the_request_says_how_long_its_body_is() -> None:
    target = Target("http://127.0.0.1:8000/graphql", b"{}", {"content-type": "application/json"}, expected=b"")
    assert target.request == (
        b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:8000\r\ncontent-length: 2\r\n"
        b"content-type: application/json\r\n\r\n{}"
    )
