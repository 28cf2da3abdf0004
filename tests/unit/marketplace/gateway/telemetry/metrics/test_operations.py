"""What objectives are made of: each operation once, by outcome, and by whose fault it was."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from marketplace.gateway.config import CacheConfig, GatewayConfig, MetricsConfig, TelemetryConfig
from marketplace.gateway.errors import SubgraphTimeoutError
from marketplace.gateway.pipeline import HttpRequest
from marketplace.gateway.report import GATEWAY, UNKNOWN, RequestReport
from marketplace.gateway.telemetry import CompositeRecorder, Metrics, Series
from marketplace.gateway.telemetry.metrics.operations import CLASSES, Outcome
from tests.harness.small_gateway import SmallGateway

Samples = dict[tuple[str, ...], float]
PETS_QUERY = "{ me { name pets } }"


def samples(metrics: Metrics, series: str, *labels: str) -> Samples:
    """The values that are not 0, by these labels' values."""
    text = asyncio.run(metrics.expose("")).body.decode()
    found = [s for family in text_string_to_metric_families(text) for s in family.samples if s.name == series]
    return {tuple(s.labels[label] for label in labels): s.value for s in found if s.value}


class Asked:
    """A gateway over `people` and `pets`, and what it has counted."""

    def __init__(self, config: GatewayConfig | None = None) -> None:
        recorder = CompositeRecorder.configured(TelemetryConfig(metrics=MetricsConfig()))
        assert recorder is not None
        assert recorder.metrics is not None
        self.metrics = recorder.metrics
        self.small = SmallGateway(config, recorder)

    def ask(self, query: str) -> None:
        self.small.post({"query": query})

    def outcomes(self) -> Samples:
        return samples(self.metrics, Series.OPERATIONS, "operation_class", "outcome")

    def errors(self) -> Samples:
        return samples(self.metrics, Series.ATTRIBUTED_ERRORS, "operation_class", "subgraph")

    def erroneous_answers(self) -> Samples:
        return samples(self.metrics, Series.SUBGRAPH_ERRORS, "subgraph")


@pytest.fixture
def asked() -> Asked:
    return Asked()


def failing(code: str) -> dict[str, Any]:
    return {"data": {"_entities": [None]}, "errors": [{"message": "no", "extensions": {"code": code}}]}


def test_every_series_is_there_before_the_first_operation(asked: Asked):
    """A counter that appears with its first event is not seen to grow by it."""
    text = asyncio.run(asked.metrics.expose("")).body.decode()
    for name in CLASSES:
        for outcome in Outcome:
            assert f'{Series.OPERATIONS}{{operation_class="{name}",outcome="{outcome}"}} 0.0' in text
        for culprit in ("people", "pets", GATEWAY, UNKNOWN):
            assert f'{Series.ATTRIBUTED_ERRORS}{{operation_class="{name}",subgraph="{culprit}"}} 0.0' in text
    assert f'{Series.SUBGRAPH_ERRORS}{{subgraph="pets"}} 0.0' in text
    assert f'{Series.SUBGRAPH_SECONDS}_count{{subgraph="pets"}} 0.0' in text


def test_operations_are_told_apart_by_class_and_outcome(asked: Asked):
    asked.ask("{ me { name } }")
    asked.ask('mutation { rename(name: "Bea") { name } }')
    asked.ask("{ nobody }")
    asked.ask("not GraphQL")
    assert asked.outcomes() == {
        ("query", "ok"): 1,
        ("mutation", "ok"): 1,
        ("unknown", "client_error"): 2,
    }
    assert asked.errors() == {}


def test_a_failed_fetch_is_its_subgraphs_fault(asked: Asked):
    asked.small.pets.answer = lambda _: SubgraphTimeoutError("pets", "no answer within 1 s.")
    asked.ask(PETS_QUERY)
    assert asked.outcomes() == {("query", "error"): 1}
    assert asked.errors() == {("query", "pets"): 1}
    assert asked.erroneous_answers() == {}, "a call without an answer is counted among the failures"


def test_an_error_in_an_answer_is_the_subgraphs_fault(asked: Asked):
    asked.small.pets.answer = lambda _: failing("DATABASE_DOWN")
    asked.ask(PETS_QUERY)
    assert asked.errors() == {("query", "pets"): 1}
    assert asked.erroneous_answers() == {("pets",): 1}


def test_an_answer_that_is_none_is_the_subgraphs_fault(asked: Asked):
    asked.small.pets.answer = lambda _: {"data": {"_entities": []}}
    asked.ask(PETS_QUERY)
    assert asked.errors() == {("query", "pets"): 1}
    assert asked.erroneous_answers() == {("pets",): 1}


def test_an_error_meant_for_clients_is_nobodys_fault(asked: Asked):
    asked.small.pets.answer = lambda _: {
        "data": {"_entities": [{"pets": ["Rex"]}]},
        "errors": [{"message": "not yours", "extensions": {"code": "FORBIDDEN"}}],
    }
    asked.ask(PETS_QUERY)
    assert asked.outcomes() == {("query", "client_error"): 1}
    assert asked.erroneous_answers() == {}


def test_the_first_failure_is_blamed(asked: Asked):
    asked.small.people.answer = lambda _: SubgraphTimeoutError("people", "no answer within 1 s.")
    asked.small.pets.answer = lambda _: SubgraphTimeoutError("pets", "no answer within 1 s.")
    asked.ask(PETS_QUERY)
    assert asked.errors() == {("query", "people"): 1}


def test_each_who_gets_an_answer_that_is_shared_has_its_failure():
    asked = Asked(GatewayConfig(caches=CacheConfig(share_client_requests=True)))
    asked.small.pets.answer = lambda _: SubgraphTimeoutError("pets", "no answer within 1 s.")
    request = HttpRequest("POST", "", {"content-type": "application/json"}, orjson.dumps({"query": PETS_QUERY}))

    async def ask_at_once() -> None:
        await asyncio.gather(*(asked.small.answer(request) for _ in range(3)))

    asyncio.run(ask_at_once())
    assert len(asked.small.pets.requests) == 1
    assert asked.errors() == {("query", "pets"): 3}


def test_a_null_where_none_may_be_is_somebodys_fault(asked: Asked):
    asked.small.people.answer = lambda _: {"data": {"me": {"__typename": "Person", "id": "1", "name": None}}}
    asked.ask("{ me { name } }")
    assert asked.errors() == {("query", UNKNOWN): 1}


def test_what_breaks_inside_is_the_gateways_fault(asked: Asked):
    class Broken:
        def plan(self, *_arguments: object) -> None:
            raise RuntimeError("a defect")

    asked.small.use_planner(Broken())
    asked.ask("{ me { name } }")
    assert asked.errors() == {("query", GATEWAY): 1}


def timed(seconds: float, fetches: Mapping[str, float]) -> RequestReport:
    report = RequestReport(100.0, 0.0)
    report.ended, report.operation_type = 100.0 + seconds, "query"
    report.fetch_seconds = sum(fetches.values())
    if fetches:
        report.slowest, report.slowest_seconds = max(fetches.items(), key=lambda fetch: fetch[1])
    return report


def test_a_slow_operation_is_blamed_on_who_took_the_most_of_it():
    metrics = Metrics(MetricsConfig())
    metrics.finish(timed(0.3, {"people": 0.05, "pets": 0.2}))
    metrics.finish(timed(2.0, {"people": 1.5, "pets": 0.2}))
    metrics.finish(timed(0.7, {"people": 0.1}))
    metrics.finish(timed(0.1, {"people": 0.09}))
    assert samples(metrics, Series.ATTRIBUTED_SLOW, "threshold", "subgraph") == {
        ("0.2", "pets"): 1,
        ("0.2", "people"): 1,
        ("0.2", GATEWAY): 1,
        ("0.5", "people"): 1,
        ("0.5", GATEWAY): 1,
        ("1.0", "people"): 1,
    }


@given(st.lists(st.floats(0.0, 12.0).map(lambda seconds: timed(seconds, {"pets": seconds / 2})), max_size=30))
def test_slow_operations_are_those_that_the_histogram_has_above_the_threshold(reports: list[RequestReport]):
    config = MetricsConfig()
    metrics = Metrics(config)
    for report in reports:
        metrics.finish(report)
    buckets = samples(metrics, Series.OPERATION_SECONDS + "_bucket", "operation_class", "le")
    slow: Counter[str] = Counter()
    for (threshold, _), count in samples(metrics, Series.ATTRIBUTED_SLOW, "threshold", "subgraph").items():
        slow[threshold] += int(count)
    for threshold in map(str, config.slow_thresholds):
        assert slow[threshold] == len(reports) - buckets.get(("query", threshold), 0)


def test_thresholds_are_bounds_of_buckets():
    with pytest.raises(ValueError, match="slow_thresholds"):
        MetricsConfig(slow_thresholds=(0.3,))
