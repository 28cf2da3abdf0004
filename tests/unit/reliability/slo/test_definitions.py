"""The promises that come with the package speak of series that exist, and adding one is adding a file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest
from django_prometheus.middleware import Metrics as DjangoMetrics
from prometheus_client import REGISTRY

from marketplace.gateway.config import MetricsConfig
from marketplace.gateway.telemetry.names import HISTOGRAMS as GATEWAY_HISTOGRAMS
from marketplace.gateway.telemetry.names import Series
from marketplace.identity import sign_ins
from marketplace.subgraphs.reviews.services import publication
from reliability.artefacts.generators import ARTEFACTS
from reliability.artefacts.site import load_site
from reliability.conventions import JobSeries, MarketplaceSeries
from reliability.slo.model import LatencyHistogram, Selector, Slo
from reliability.slo.spec import load_definitions, load_services
from reliability.slo.spec.load import DEFINITIONS
from reliability.telemetry.jobs import WAIT_SECONDS
from tests.architecture.tracked_files import ROOT

EXPORTERS: Final = frozenset(
    {
        "pg_settings_max_connections",
        "pg_stat_activity_count",
        "pg_stat_database_conflicts",
        "pg_stat_database_deadlocks",
        "pg_stat_database_xact_commit",
        "pg_stat_database_xact_rollback",
        "pg_up",
        "redis_memory_max_bytes",
        "redis_memory_used_bytes",
        "redis_up",
        "up",
    }
)
"""Names of Debian's prometheus-postgres-exporter and prometheus-redis-exporter, and Prometheus' own."""
OF_HISTOGRAMS: Final = ("_bucket", "_count", "_sum")
NAME: Final = re.compile(r"\b(?:holdfast|celery|django|pg|redis|up)_?\w*\b(?=\s*[{)\s/]|$)")
SLOS: Final = [slo for service in load_definitions() for slo in service.slos]
SEARCH: Final = """\
version: holdfast/v1
service: search
title: Search
tier: 2
owner: marketplace
depends_on: [postgresql]
slos:
  - name: availability
    description: Searches are answered.
    objective: 99.9
    window: 30d
    indicator:
      availability: {bad: 'search_requests_total{outcome="error"}', total: search_requests_total}
"""


def known_names() -> set[str]:
    DjangoMetrics.get_instance()
    ours = {*Series, *JobSeries, *MarketplaceSeries, *(metric.name for metric in REGISTRY.collect())}
    ours |= {f"{metric.name}_total" for metric in REGISTRY.collect() if metric.type == "counter"}
    histograms = {*GATEWAY_HISTOGRAMS, *ours}
    return {*map(str, ours), *EXPORTERS, *(f"{name}{suffix}" for name in histograms for suffix in OF_HISTOGRAMS)}


def selectors(value: object) -> Iterator[Selector | str]:
    """Every selector and expression in a value of the model."""
    if isinstance(value, Selector):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from selectors(part)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            part = getattr(value, name)
            if name in {"expression", "error_ratio"}:
                yield part
            else:
                yield from selectors(part)


def names_of(slo: Slo) -> Iterator[str]:
    for found in [*selectors(slo.indicator), *selectors(slo.attribution)]:
        if isinstance(found, Selector):
            yield found.metric
        else:
            yield from NAME.findall(re.sub(r'"[^"]*"', '""', found))


@pytest.mark.parametrize("slo", SLOS, ids=lambda slo: slo.reference)
def test_a_promise_is_about_series_that_exist(slo: Slo) -> None:
    names = list(names_of(slo))
    assert names
    assert set(names) <= known_names()


def bounds_of(histogram: str) -> set[Fraction]:
    """The upper bounds of its buckets as the process that has it is set up."""
    if histogram in GATEWAY_HISTOGRAMS:
        return {Fraction(str(bound)) for bound in MetricsConfig().duration_buckets}
    if histogram == JobSeries.QUEUE_WAIT:
        return {Fraction(str(bound)) for bound in WAIT_SECONDS}
    metric = {
        MarketplaceSeries.REVIEW_PUBLICATION: publication._SECONDS,
        MarketplaceSeries.SIGN_IN_SECONDS: sign_ins._SECONDS,
        "django_http_requests_latency_seconds_by_view_method": (
            DjangoMetrics.get_instance().requests_latency_by_view_method
        ),
    }[histogram]
    return {Fraction(str(bound)) for bound in metric._kwargs.get("buckets", metric._upper_bounds)[:-1]}


@pytest.mark.parametrize(
    "slo", [slo for slo in SLOS if isinstance(slo.indicator, LatencyHistogram)], ids=lambda slo: slo.reference
)
def test_a_threshold_is_the_bound_of_a_bucket(slo: Slo) -> None:
    assert isinstance(slo.indicator, LatencyHistogram)
    assert slo.indicator.threshold in bounds_of(slo.indicator.histogram.metric)


def test_the_gateway_counts_the_culprits_of_what_is_slow_for_its_promise() -> None:
    (latency,) = [slo for slo in SLOS if slo.reference == "gateway/latency"]
    assert isinstance(latency.indicator, LatencyHistogram)
    assert latency.attribution is not None
    (counters,) = latency.attribution.counters
    (threshold,) = [matcher.value for matcher in counters.matchers if matcher.label == "threshold"]
    assert Fraction(threshold) == latency.indicator.threshold
    assert threshold in {str(bound) for bound in MetricsConfig().slow_thresholds}


def test_services_depend_on_services_with_promises() -> None:
    services = {service.name: service for service in load_definitions()}
    for service in services.values():
        assert set(service.depends_on) <= services.keys(), service.name
        assert service.owner, service.name
        assert service.title, service.name
        assert all(slo.description for slo in service.slos), service.name


@pytest.mark.parametrize("generator", ARTEFACTS, ids=lambda generator: generator.name)
def test_adding_a_promise_is_adding_a_file(generator, tmp_path: Path) -> None:
    definitions = tmp_path / "definitions"
    shutil.copytree(DEFINITIONS, definitions)
    site = load_site(ROOT / "alerts" / "site.yaml")
    before = {document.path: document.text for document in generator.build(load_services([definitions]), site)}
    (definitions / "search.yaml").write_text(SEARCH)
    after = {document.path: document.text for document in generator.build(load_services([definitions]), site)}
    assert before.keys() <= after.keys()
    changed = [text for path, text in after.items() if before.get(path) != text]
    assert any("search" in text for text in changed)
