"""The series that a process shows at `/metrics`, read directly: for where no Prometheus runs."""

from fractions import Fraction
from math import isfinite
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from reliability.errors import MeasurementError
from reliability.prometheus.samples import Sample, SampledSeries
from reliability.prometheus.transfer import exchange, shown

TIMEOUT: Final = 5.0
"""Seconds."""
_OK: Final = 200
_END_OF_OPENMETRICS: Final = "# EOF"


class Endpoint(NamedTuple):
    """Its series get the labels `job` and `instance`, as Prometheus would give them."""

    job: str
    url: str

    @property
    def instance(self) -> str:
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @classmethod
    def parse(cls, text: str) -> "Endpoint":
        """Read `job=http://host:port/metrics`; the job may be left out."""
        job, separator, url = text.partition("=http")
        return cls(job, f"http{url}") if separator else cls("", text)


class Scrape(NamedTuple):
    """What one endpoint showed at one time."""

    endpoint: Endpoint
    at: int
    series: tuple[SampledSeries, ...]


def scrape(endpoint: Endpoint, *, at: int, timeout: float = TIMEOUT) -> Scrape:
    """Read an endpoint now; `at` is the time the samples get. Raises MeasurementError when it cannot be read."""
    answer = exchange("GET", endpoint.url, headers={"Accept": "text/plain;version=0.0.4"}, timeout=timeout)
    if answer.status != _OK:
        raise MeasurementError(f"{shown(endpoint.url)} answers {answer.status}: is this the address of an exposition?")
    text = answer.body.decode(errors="replace")
    parse = parse_openmetrics if text.rstrip().endswith(_END_OF_OPENMETRICS) else parse_text
    given = {"instance": endpoint.instance, **({"job": endpoint.job} if endpoint.job else {})}
    try:
        series = tuple(
            SampledSeries(
                sample.name, tuple(sorted({**sample.labels, **given}.items())), (Sample(at, Fraction(sample.value)),)
            )
            for family in parse(text)
            for sample in family.samples
            if isfinite(sample.value)
        )
    except ValueError as error:
        raise MeasurementError(f"{shown(endpoint.url)} shows what is no exposition: {error}.") from error
    return Scrape(endpoint, at, series)
