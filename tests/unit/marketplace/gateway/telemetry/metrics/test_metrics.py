"""Series as Prometheus reads them: right, bounded, and linked to traces."""

import asyncio
import re
import subprocess

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

from marketplace.gateway.config import MetricsConfig, OperationLabel
from marketplace.gateway.report import RequestReport, SubgraphCall, Trace
from marketplace.gateway.telemetry import Label, Measurement, Metrics, Series
from marketplace.gateway.telemetry.names import HELP, HISTOGRAMS, PREFIX
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError, find_promtool

ORDER = ("operation", "client", "status", "subgraph", "code", "stage", "cache", "outcome")
OPENMETRICS = "application/openmetrics-text; version=1.0.0"


def report(operation: str | None, *, seconds: float = 0.015, now: float = 100.0, **facts) -> RequestReport:
    made = RequestReport(now - seconds, 0.0)
    made.ended, made.status, made.operation_name, made.operation_type = now, 200, operation, "query"
    for name, value in facts.items():
        setattr(made, name, value)
    return made


def expose(metrics: Metrics, accept: str = "") -> str:
    return asyncio.run(metrics.expose(accept)).body.decode()


def samples(metrics: Metrics, series: str) -> dict[tuple[str, ...], float]:
    """Values by their labels' values, these in the order of ORDER."""
    found = (sample for family in read_text(expose(metrics)) for sample in family.samples)
    return {
        tuple(sample.labels[name] for name in ORDER if name in sample.labels): sample.value
        for sample in found
        if sample.name == series
    }


def test_requests_are_counted_by_operation_client_status_and_code():
    metrics = Metrics(MetricsConfig())
    for _ in range(3):
        metrics.finish(report("Home", client_name="web"))
    metrics.finish(report("Home", client_name="web", status=400, codes=("BAD_USER_INPUT", "FORBIDDEN")))
    metrics.finish(report(None))
    assert samples(metrics, Series.REQUESTS) == {
        ("Home", "web", "200", ""): 3,
        ("Home", "web", "400", "BAD_USER_INPUT"): 1,
        ("", "", "200", ""): 1,
    }
    assert samples(metrics, Series.REQUEST_SECONDS + "_count") == {("Home",): 4, ("",): 1}
    assert samples(metrics, Series.REQUEST_SECONDS + "_sum")["Home",] == pytest.approx(0.06)


def test_ten_thousand_names_are_two_hundred_and_other():
    config = MetricsConfig(max_operations=200, max_clients=50, max_codes=20, max_series=1_000)
    metrics = Metrics(config)
    metrics.finish(report("Real", client_name="web"))
    lines_before = len(expose(metrics).splitlines())
    for number in range(10_000):
        metrics.finish(
            report(f"Op{number}", client_name=f"app{number}", codes=(f"CODE_{number}",), now=100.0 + number / 100)
        )
    metrics.finish(report("Real", client_name="web"))
    requests = samples(metrics, Series.REQUESTS)
    assert sum(requests.values()) == 10_002, "nothing is lost"
    assert len({labels[0] for labels in requests}) <= 201
    assert len({labels[1] for labels in requests}) <= 51
    assert len({labels[3] for labels in requests}) <= 22
    assert len(requests) <= 1_000 + 22
    assert requests["Real", "web", "200", ""] == 2, "what was known stays known"
    buckets = len(config.duration_buckets) + 4
    assert len(expose(metrics).splitlines()) - lines_before < 1_022 + 201 * buckets


def test_an_operation_not_used_for_long_makes_room_and_its_series_end():
    metrics = Metrics(MetricsConfig(max_operations=1, forget_after=10.0))
    metrics.finish(report("Old", now=100.0))
    metrics.finish(report("New", now=105.0))
    metrics.finish(report("New", now=111.0))
    assert samples(metrics, Series.REQUESTS) == {("other", "", "200", ""): 1, ("New", "", "200", ""): 1}
    assert samples(metrics, Series.REQUEST_SECONDS + "_count") == {("other",): 1, ("New",): 1}


@pytest.mark.parametrize(
    ("label", "operation"),
    [(OperationLabel.NAME, "Home"), (OperationLabel.HASH, "abababababab"), (OperationLabel.NONE, "")],
)
def test_operations_can_be_told_apart_by_name_by_hash_or_not_at_all(label, operation):
    metrics = Metrics(MetricsConfig(operation_label=label))
    metrics.finish(report("Home", document_hash=b"\xab" * 16))
    assert list(samples(metrics, Series.REQUESTS)) == [(operation, "", "200", "")]


def test_sampled_requests_leave_their_trace_beside_their_duration():
    metrics = Metrics(MetricsConfig())
    sampled = Trace("0af7651916cd43dd8448eb211c80319c", 1, None, sampled=True, state="", headers={})
    unsampled = Trace("b" * 32, 1, None, sampled=False, state="", headers={})
    metrics.finish(report("Home", seconds=0.015, trace=sampled))
    metrics.finish(report("Home", seconds=3.0, trace=unsampled))
    call = SubgraphCall("products", 1.0, 10)
    call.ended = 1.004
    metrics.finish_call(call, sampled.trace_id)
    exemplars = [
        (sample.name, sample.labels["le"], sample.exemplar.labels["trace_id"])
        for family in read_openmetrics(expose(metrics, OPENMETRICS))
        for sample in family.samples
        if sample.exemplar is not None
    ]
    assert exemplars == [
        (Series.REQUEST_SECONDS + "_bucket", "0.025", sampled.trace_id),
        (Series.OPERATION_SECONDS + "_bucket", "0.025", sampled.trace_id),
        (Series.SUBGRAPH_SECONDS + "_bucket", "0.005", sampled.trace_id),
    ]
    assert "trace_id" not in expose(metrics), "the older format has no exemplars"


def test_subscriptions_are_counted_but_not_timed():
    metrics = Metrics(MetricsConfig())
    metrics.finish(report("Ticks", operation_type="subscription", seconds=3_600.0))
    assert samples(metrics, Series.REQUESTS) == {("Ticks", "", "200", ""): 1}
    assert samples(metrics, Series.REQUEST_SECONDS + "_count") == {("Ticks",): 0}


def test_subgraphs_are_measured_with_their_failures():
    metrics = Metrics(MetricsConfig())
    for status, code in ((200, None), (503, None), (0, "SUBGRAPH_TIMEOUT"), (0, "SUBGRAPH_TIMEOUT")):
        call = SubgraphCall("products", 1.0, 10)
        call.ended, call.status, call.code, call.received = 1.5, status, code, 100 if status else 0
        metrics.finish_call(call, None)
    shown = samples(metrics, Series.SUBGRAPH_FAILURES)
    assert shown["products", "SUBGRAPH_UNREACHABLE"] == 0, "from the start"
    assert {labels: value for labels, value in shown.items() if value} == {
        ("products", "HTTP_503"): 1,
        ("products", "SUBGRAPH_TIMEOUT"): 2,
    }
    assert samples(metrics, Series.SUBGRAPH_SECONDS + "_count") == {("products",): 4}
    assert samples(metrics, Series.SUBGRAPH_SENT) == {("products",): 40}
    assert samples(metrics, Series.SUBGRAPH_RECEIVED) == {("products",): 200}


def test_the_stages_of_one_request_in_so_many_are_measured():
    metrics = Metrics(MetricsConfig(stage_sample=4))
    for _ in range(9):
        metrics.finish(report("Home", stages=("parse_document", "execute"), marks=[99.99, 100.0]))
    assert samples(metrics, Series.STAGE_SECONDS + "_count") == {("parse_document",): 3, ("execute",): 3}


def test_costs_and_cache_outcomes_are_summed_up():
    metrics = Metrics(MetricsConfig())
    metrics.finish(report("Home", estimated_cost=20, actual_cost=12, cache="miss"))
    metrics.finish(report("Home", estimated_cost=20, cache="hit"))
    assert samples(metrics, Series.ESTIMATED_COST) == {(): 40}
    assert samples(metrics, Series.ACTUAL_COST) == {(): 12}
    assert samples(metrics, Series.RESPONSES_BY_CACHE) == {("miss",): 1, ("hit",): 1}


def test_others_numbers_are_read_when_somebody_looks():
    metrics = Metrics(MetricsConfig())
    hits = 0
    metrics.add_source(lambda: [Measurement(Series.CACHE_HITS, hits, {Label.CACHE: "plans"})])
    hits = 7
    assert samples(metrics, Series.CACHE_HITS) == {("plans",): 7}


def test_the_event_loops_lag_is_measured():
    async def block() -> str:
        metrics = Metrics(MetricsConfig(loop_lag_interval=0.01))
        metrics.start()
        await asyncio.sleep(0.03)
        metrics.stop()
        return (await metrics.expose("")).body.decode()

    counted = re.search(rf"{Series.EVENT_LOOP_LAG}_count (\d+)", asyncio.run(block()))
    assert counted is not None
    assert int(counted[1]) >= 1


def test_names_and_texts_of_all_series_follow_the_grammar():
    for series in Series:
        assert series.startswith(PREFIX)
        assert re.fullmatch(r"[a-z_]+", series)
        assert HELP[series].endswith(".")
        if series in HISTOGRAMS:
            assert series.endswith(("_seconds", "_bytes"))
    assert set(HELP) == set(Series)


def test_promtool_finds_nothing_to_complain_about():
    try:
        promtool = find_promtool()
    except ServiceMissingError as missing:
        skip_or_fail(missing)
    metrics = Metrics(MetricsConfig())
    metrics.finish(report("Home", client_name="web"))
    done = subprocess.run(
        [promtool, "check", "metrics"], check=False, input=expose(metrics), capture_output=True, text=True
    )
    ours = [line for line in done.stderr.splitlines() if line.startswith(PREFIX)]
    assert ours == []
