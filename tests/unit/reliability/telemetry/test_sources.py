"""Numbers read when somebody looks."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import pytest
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from reliability.conventions import TelemetrySeries
from reliability.telemetry.sources import SourceCollector, register_sources

FAILURES = {"source": "shop"}


class Shop:
    """A source that can break."""

    def __init__(self) -> None:
        self.reads = 0
        self.broken = False

    def read(self) -> Iterable[Metric]:
        self.reads += 1
        if self.broken:
            raise ConnectionError("The shop is closed.")
        yield GaugeMetricFamily("shop_customers", "Customers now.", self.reads)


def collected(shop: Shop, *, kept_seconds: float) -> CollectorRegistry:
    registry = CollectorRegistry()
    failures = Counter(TelemetrySeries.SOURCE_FAILURES, "Failures.", ("source",), registry=registry)
    registry.register(SourceCollector("shop", shop.read, failures, kept_seconds))
    return registry


def test_a_source_is_read_when_somebody_looks_and_not_again_at_once() -> None:
    shop = Shop()
    registry = collected(shop, kept_seconds=60)
    assert shop.reads == 0
    assert [registry.get_sample_value("shop_customers") for _ in range(3)] == [1, 1, 1]


def test_what_cannot_be_read_is_missing_and_counted_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    shop = Shop()
    registry = collected(shop, kept_seconds=0)
    assert registry.get_sample_value(TelemetrySeries.SOURCE_FAILURES, FAILURES) == 0
    shop.broken = True
    with caplog.at_level(logging.ERROR):
        assert [registry.get_sample_value("shop_customers") for _ in range(3)] == [None, None, None]
    assert len(caplog.records) == 1
    shop.broken = False
    assert registry.get_sample_value("shop_customers") is not None
    failed = registry.get_sample_value(TelemetrySeries.SOURCE_FAILURES, FAILURES)
    assert failed is not None
    assert failed >= 3


def test_sources_are_named_by_settings() -> None:
    registry = CollectorRegistry()
    register_sources({"time": f"{__name__}.read_time"}, registry)
    assert b"\nshop_time 7.0\n" in generate_latest(registry)


def test_a_name_that_leads_nowhere_stops_the_start() -> None:
    with pytest.raises(ImportError, match="nowhere"):
        register_sources({"shop": "nowhere.at.all"}, CollectorRegistry())


def read_time() -> Iterable[Metric]:
    return (GaugeMetricFamily("shop_time", "What the shop's clock shows.", 7),)
