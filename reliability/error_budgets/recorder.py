"""The recorder with this installation's SLOs and source."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from reliability.error_budgets.definitions import find_slos
from reliability.error_budgets.record import Recorded, milliseconds, record
from reliability.error_budgets.sources import CountSource, EndpointSource, PrometheusSource
from reliability.errors import MeasurementError
from reliability.prometheus import Endpoint, Prometheus


def is_configured() -> bool:
    return bool(settings.RELIABILITY_PROMETHEUS_URL or settings.RELIABILITY_METRICS_ENDPOINTS)


def configured_source(now: datetime) -> CountSource:
    """Return Prometheus where PROMETHEUS_URL is set, else a fresh scrape of RELIABILITY_METRICS_ENDPOINTS."""
    if settings.RELIABILITY_PROMETHEUS_URL:
        return PrometheusSource(Prometheus(settings.RELIABILITY_PROMETHEUS_URL))
    if settings.RELIABILITY_METRICS_ENDPOINTS:
        endpoints = [Endpoint.parse(text) for text in settings.RELIABILITY_METRICS_ENDPOINTS]
        return EndpointSource.scraped(endpoints, at=milliseconds(now))
    raise MeasurementError("Nothing to count from: set PROMETHEUS_URL, or RELIABILITY_METRICS_ENDPOINTS.")


def record_all(*, now: datetime, slos: Sequence[str] = ()) -> list[Recorded]:
    """Record the named SLOs, or all. Raises MeasurementError where no source is set."""
    return record(slos=find_slos(slos), source=configured_source(now), now=now)
