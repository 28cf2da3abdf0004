"""Counts from a Prometheus: samples as they were scraped, as long as it keeps them."""

from collections.abc import Sequence
from fractions import Fraction

from reliability.error_budgets.measured import group_of
from reliability.error_budgets.sources.port import Evaluated
from reliability.prometheus import Labels, Prometheus, SampledSeries
from reliability.prometheus.increases import PROCESS_START, UP
from reliability.rules.expressions import selector as selector_text
from reliability.rules.promql import events
from reliability.slo.model import Selector, Slo, ThresholdGauge

LAG = 120_000
"""Scrapes are ingested within seconds; this leaves room for a slow one and for clocks that disagree."""
MINUTE = 60_000
STEP = 60
"""Seconds."""
SMOOTHED = 5


class PrometheusSource:
    """One run's view of a server: answers about targets are asked for once."""

    name = "prometheus"
    keeps_samples = True
    lag = LAG

    def __init__(self, server: Prometheus) -> None:
        self._server = server
        self._targets: dict[tuple[int, int], tuple[SampledSeries, ...]] = {}

    def samples(self, selector: Selector, *, after: int, until: int) -> Sequence[SampledSeries]:
        return self._server.samples(selector_text(selector), after=after, until=until)

    def about_targets(self, *, after: int, until: int) -> Sequence[SampledSeries]:
        asked = (after, until)
        if asked not in self._targets:
            series = (self._server.samples(name, after=after, until=until) for name in (UP, PROCESS_START))
            self._targets[asked] = tuple(one for found in series for one in found)
        return self._targets[asked]

    def gauges(self, slo: Slo, *, until: int) -> None:  # noqa: ARG002 - the port's
        return None

    def evaluated(self, slo: Slo, *, first: int, end: int) -> Sequence[Evaluated]:
        """Evaluate each minute at its end, by the same expressions that the alerts use.

        A gauge is looked at once a minute. Rates need several samples: a minute gets its share of the last five.
        """
        if end <= first:
            return ()
        minutes = 1 if isinstance(slo.indicator, ThresholdGauge) else SMOOTHED
        asked = events(slo, minutes * STEP)
        totals, bad = (self._by_minute(text, slo, first, end) for text in (asked.total, asked.bad))
        return [
            Evaluated(minute, group, total / minutes, bad.get((minute, group), Fraction(0)) / minutes)
            for (minute, group), total in sorted(totals.items())
        ]

    def _by_minute(self, expression: str, slo: Slo, first: int, end: int) -> dict[tuple[int, Labels], Fraction]:
        found = self._server.query_range(expression, start=(first + 1) * MINUTE, end=end * MINUTE, step=STEP)
        return {
            (sample.at // MINUTE - 1, group_of(slo, series.labels)): sample.value
            for series in found
            for sample in series.samples
        }
