"""Numbers that several processes share, read when somebody looks and kept for a few seconds.

A source is a function without arguments that returns metric families. A project names its sources in the setting
RELIABILITY_METRIC_SOURCES: short name -> dotted name of the function. Adding one is adding a line there.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from django.utils.module_loading import import_string
from prometheus_client import REGISTRY, CollectorRegistry, Counter
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from reliability.conventions import TelemetrySeries

KEPT_SECONDS: Final = 5.0
"""Less than any scrape interval in use, so that each scrape is fresh and several scrapers at once ask once."""

Source = Callable[[], Iterable[Metric]]
logger = logging.getLogger(__name__)


class SourceCollector(Collector):
    """A source that fails shows nothing until it works again, and its failures are counted: old numbers would lie."""

    def __init__(self, name: str, read: Source, failures: Counter, kept_seconds: float = KEPT_SECONDS) -> None:
        self._name = name
        self._read = read
        self._failures = failures.labels(name)
        self._kept_seconds = kept_seconds
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._metrics: Sequence[Metric] = ()
        self._failing = False

    def describe(self) -> Iterable[Metric]:
        """Nothing: otherwise registering it would read it."""
        return ()

    def collect(self) -> Iterable[Metric]:
        with self._lock:
            if time.monotonic() - self._read_at >= self._kept_seconds:
                self._metrics = self._try()
                self._read_at = time.monotonic()
            return self._metrics

    def _try(self) -> Sequence[Metric]:
        try:
            metrics = tuple(self._read())
        except Exception:
            self._failures.inc()
            if not self._failing:
                logger.exception("The metrics of %r cannot be read; this is not said again until they can", self._name)
            self._failing = True
            return ()
        self._failing = False
        return metrics


def register_sources(sources: Mapping[str, str], registry: CollectorRegistry = REGISTRY) -> None:
    """Show the sources with this process's own numbers. Raises ImportError for a name that leads nowhere."""
    failures = Counter(
        TelemetrySeries.SOURCE_FAILURES,
        "Times that numbers could not be read; they are missing meanwhile.",
        (TelemetrySeries.SOURCE,),
        registry=registry,
    )
    for name, dotted_name in sources.items():
        registry.register(SourceCollector(name, import_string(dotted_name), failures))
