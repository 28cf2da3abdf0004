"""Rounds are summed up without losing their spread."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.marketplace.measure import Round, summarized
from benchmarks.spread import Spread

ROUND = Round(100.0, p50_ms=1.0, p95_ms=2.0, cpu_ms_gateway=0.5, cpu_ms_subgraphs=3.0, other_cores=0.1)


def test_a_summary_has_the_worst_the_middle_and_the_best_of_each_quantity() -> None:
    rounds = [replace(ROUND, requests_per_second=rate) for rate in (120.0, 90.0, 100.0)]
    summary = summarized(rounds)
    assert summary["requests_per_second"] == Spread(90.0, 100.0, 120.0)
    assert summary["p95_ms"] == Spread(2.0, 2.0, 2.0)
