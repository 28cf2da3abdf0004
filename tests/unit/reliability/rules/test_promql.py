"""The expressions are PromQL, and say what they are meant to say."""

from __future__ import annotations

import re
from fractions import Fraction

import promql_parser
import pytest

from reliability.rules.expressions import bound, half_open, number, quoted
from reliability.rules.promql import attributed_events, bad_events, error_ratio, total_events
from tests.harness.indicator_samples import sample, samples


@pytest.mark.parametrize("window", [60, 300, 86_400])
@pytest.mark.parametrize("slo", samples().values(), ids=samples())
def test_every_kind_of_indicator_is_promql(slo, window) -> None:
    for expression in (bad_events(slo, window), total_events(slo, window)):
        promql_parser.parse(expression)
        assert "$window" not in expression


def test_a_bad_counter_that_does_not_exist_counts_as_none_of_the_total() -> None:
    assert bad_events(sample("query"), 300).endswith("or 0 * sum (sum(rate(requests_total[5m]))) * 300")


def test_a_histogram_without_the_bucket_gives_nothing_instead_of_no_error() -> None:
    assert " or " not in bad_events(sample("latency"), 300)


def test_counters_that_exist_are_added_whichever_they_are() -> None:
    """`a + b` is nothing where b does not exist."""
    assert "label_replace(sum (increase(lost_total[5m]))" in total_events(sample("bad-total"), 300)


def test_attributed_events_stand_under_their_cause() -> None:
    assert attributed_events(samples()["grouped"], 300).startswith("sum by (cause) (label_replace(sum by (cause_of_it)")
    with pytest.raises(ValueError, match="shop/latency has no attribution"):
        attributed_events(sample("latency"), 300)


def test_an_idle_ratio_is_zero_by_the_total() -> None:
    assert error_ratio("bad", "total").split() == ["bad", "/", "(total", ">", "0)", "or", "0", "*", "total"]


@pytest.mark.parametrize(
    ("threshold", "written"),
    [
        ("0.25", ["0.25", "0.250"]),
        ("1", ["1", "1.0"]),
        ("10", ["10", "10.0"]),
        ("2.5", ["2.5"]),
        ("0.00005", ["5e-05", "0.00005"]),
        ("1000000", ["1e+06", "1000000", "1000000.0"]),
        ("1500000", ["1.5e+06"]),
    ],
)
def test_a_bucket_is_found_however_its_bound_is_written(threshold, written) -> None:
    pattern = bound(Fraction(threshold)).value
    assert [text for text in written if re.fullmatch(pattern, text)] == written
    others = ("0.2", "0.025", "0x25", "11", "100", "2.50001", "1e+07", "+Inf", "")
    assert [text for text in others if re.fullmatch(pattern, text)] == []


def test_numbers_are_the_shortest_that_prometheus_reads_alike() -> None:
    assert [number(Fraction(text)) for text in ("14.4", "0.001", "30", "1/3")] == [
        "14.4",
        "0.001",
        "30",
        "0.3333333333333333",
    ]


def test_text_is_quoted() -> None:
    assert quoted('5.."\\') == r'"5..\"\\"'


@pytest.mark.parametrize(("seconds", "text"), [(60, "59s999ms"), (300, "4m59s999ms"), (86_400, "23h59m59s999ms")])
def test_a_half_open_range_is_a_millisecond_shorter(seconds, text) -> None:
    assert half_open(seconds) == text
