"""Numbers that others keep anyway, read when somebody looks: on the way of a request they cost nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from marketplace.gateway.telemetry.names import HELP, Label, Series

GROWING = "_total"


class Measurement(NamedTuple):
    """The value of one series now; all measurements of a series have the same labels."""

    series: Series
    value: float
    labels: Mapping[Label, str] = MappingProxyType({})


MeasurementSource = Callable[[], Iterable[Measurement]]


class StatisticsCollector(Collector):
    """Sources are read by `read`, in the event loop's thread; `collect` gives what was read, in any thread."""

    def __init__(self) -> None:
        self._sources: list[MeasurementSource] = []
        self._families: dict[Series, CounterMetricFamily | GaugeMetricFamily] = {}

    def add(self, source: MeasurementSource) -> None:
        self._sources.append(source)

    def read(self) -> None:
        families: dict[Series, CounterMetricFamily | GaugeMetricFamily] = {}
        for source in self._sources:
            for series, value, labels in source():
                family = families.get(series)
                if family is None:
                    kind = CounterMetricFamily if series.endswith(GROWING) else GaugeMetricFamily
                    family = families[series] = kind(series.value, HELP[series], labels=list(labels))
                family.add_metric(list(labels.values()), value)
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families.values()
