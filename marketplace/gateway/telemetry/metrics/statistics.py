"""Numbers that others keep anyway, read when somebody looks: on the way of a request they cost nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from marketplace.gateway.telemetry.metrics.histogram import Buckets
from marketplace.gateway.telemetry.names import HELP, Label, Series

GROWING = "_total"

Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily


class Measurement(NamedTuple):
    """The value of one series now; all measurements of a series have the same labels."""

    series: Series
    value: float
    labels: Mapping[Label, str] = MappingProxyType({})


class Distribution(NamedTuple):
    """A histogram's buckets now."""

    series: Series
    buckets: Buckets
    labels: Mapping[Label, str]


MeasurementSource = Callable[[], Iterable[Measurement | Distribution]]


class StatisticsCollector(Collector):
    """Sources are read by `read`, in the event loop's thread; `collect` gives what was read, in any thread."""

    def __init__(self) -> None:
        self._sources: list[MeasurementSource] = []
        self._families: dict[Series, Family] = {}

    def add(self, source: MeasurementSource) -> None:
        self._sources.append(source)

    def read(self) -> None:
        families: dict[Series, Family] = {}
        for source in self._sources:
            for read in source():
                series, value, labels = read
                family = families.get(series)
                if family is None:
                    family = families[series] = _kind(read)(series.value, HELP[series], labels=list(labels))
                if isinstance(family, HistogramMetricFamily) and isinstance(value, Buckets):
                    family.add_metric(list(labels.values()), value.cumulative(), value.sum)
                elif not isinstance(family, HistogramMetricFamily) and not isinstance(value, Buckets):
                    family.add_metric(list(labels.values()), value)
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families.values()


def _kind(read: Measurement | Distribution) -> type[Family]:
    if isinstance(read, Distribution):
        return HistogramMetricFamily
    return CounterMetricFamily if read.series.endswith(GROWING) else GaugeMetricFamily
